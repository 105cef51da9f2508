"""The emulator as a WSGI application."""

import json
from pathlib import Path

from environments.emulator.catalogue.versions import NEWEST
from environments.emulator.emulator import Emulator
from environments.emulator.errors import ApiError
from environments.emulator.http.application import Application
from environments.emulator.rules.subscriptions.background import BackgroundRuns
from environments.emulator.storage import export


def application(
    data: str,
    key: str,
    *,
    environments: str = "",
    api_version: str = NEWEST,
    seed: str | None = None,
    faults: str | None = None,
    root_url: str | None = None,
) -> Application:
    """Return the emulator over a data file, or over "memory".

    Args:
        environments: the names of those to serve, separated by commas; all if empty.
        api_version: that of organizations without a version of their own.
        seed, faults: names of files to start with.
        root_url: the address of the emulator, to run subscriptions once an hour in the background; None to
            run them by hand only.

    Raises:
        ApiError: the seed is refused, for each of the reasons in its entries.
    """
    emulator = Emulator(data, key, api_version)
    if seed:
        try:
            with open(seed, encoding="utf-8") as lines:
                export.seed(emulator.store, emulator.organizations, lines)
        except (ApiError, UnicodeDecodeError):
            emulator.close()
            raise
    if faults:
        emulator.faults.set(json.loads(Path(faults).read_text())["Rules"])
    if root_url:
        BackgroundRuns(emulator, root_url).start()
    names = environments.lower().replace(" ", "")
    return Application(emulator, frozenset(names.split(",")) if names else None)
