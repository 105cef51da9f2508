"""The embedded default: what `make run` and a bare `manage.py` use when nothing is configured.

Data and keys are stored in one folder (`PORTAL_DATA`, by default `var/` beside `manage.py`), so that
both use the same database and can read each other's secrets.
"""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.fernet import Fernet

ROOT = Path(__file__).resolve().parent.parent
KEY_GENERATORS = {
    "secret": lambda: secrets.token_urlsafe(50),
    "encryption": lambda: Fernet.generate_key().decode(),
    "emulator": lambda: secrets.token_urlsafe(32),
}

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
TRUTHY = {"true", "on", "ok", "y", "yes", "1"}


def configuration_error(environ: Mapping[str, str]) -> str:
    """Return why the embedded default must not start with these variables, or "" if it may.

    It must not be reachable from other machines, because it shows every email with its codes.
    """
    url, hosts = environ.get("PORTAL_URL", ""), environ.get("PORTAL_HOSTS", "")
    bind, proxy = environ.get("PORTAL_BIND", ""), environ.get("PORTAL_BEHIND_PROXY", "")
    exposing = {
        "PORTAL_URL": urlsplit(url).hostname not in {None, *LOOPBACK},
        "PORTAL_HOSTS": hosts and not {host.strip() for host in hosts.split(",")} <= LOOPBACK,
        "PORTAL_BIND": bind and bind.rpartition(":")[0].strip("[]") not in LOOPBACK,
        "PORTAL_BEHIND_PROXY": proxy.lower() in TRUTHY,
    }
    for name in filter(exposing.get, exposing):
        return (
            f"{name} is {environ[name]}, but without DATABASE_URL the portal is for this machine only, with "
            f"its mailbox and demo users open. Unset {name}, or set DATABASE_URL and what it requires."
        )
    return ""


def data_folder() -> Path:
    """Return the data folder of the embedded default, and create it if missing."""
    folder = Path(os.environ.get("PORTAL_DATA") or ROOT / "var").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def get_or_create_key(name: str) -> str:
    """Return the key `name` (`secret`, `encryption` or `emulator`), generated at its first use.

    Processes that start at the same time agree on the key that was written first.
    """
    path = data_folder() / "keys" / name
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f".{name}.{secrets.token_hex(8)}")
        draft.touch(mode=0o600)
        draft.write_text(KEY_GENERATORS[name]())
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()
