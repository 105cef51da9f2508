"""Run Schemathesis against an emulator: generated calls, and whether the responses match the document."""

import subprocess
import sys
from pathlib import Path

from environments.emulator.catalogue import CATALOGUE
from tests.environments.emulator.api_client import Api
from tests.environments.emulator.sample_data import X

_CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
_PARAMETER_VALUES = {"direction": "incoming", "thingType": "Order"}


def fuzz(api: Api, folder: Path, known: dict[str, str], *options: str) -> subprocess.CompletedProcess:
    """Fuzz an organization that has one record of every resource; nothing is deleted."""
    (folder / "schemathesis.toml").write_text(_pinned(known))
    program = [
        str(Path(sys.executable).parent / "schemathesis"),
        "--config-file",
        str(folder / "schemathesis.toml"),
    ]
    run = [
        "run",
        f"{api.base_url}/v1/openapi/v3",
        "-u",
        f"{api.base_url}/v1",
        "-H",
        f"Authorization: Bearer {api.token}",
    ]
    usual = [
        "--checks",
        _CHECKS,
        "--exclude-method",
        "DELETE",
        "--generation-deterministic",
        "--workers",
        "1",
    ]
    command = [*program, *run, *usual, "--no-color", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def _pinned(known: dict[str, str]) -> str:
    """Return path parameters set to the ids of existing records."""
    names = {p.name for o in CATALOGUE.operations.values() for p in o.parameters if p.location == "path"}
    values = {name: known.get(name) or _PARAMETER_VALUES.get(name, X) for name in sorted(names)}
    lines = [f'"path.{name}" = "{value}"' for name, value in values.items()]
    return "\n".join(["[parameters]", *lines, '"query.catalogID" = "x1"', '"query.buyerID" = "x1"', ""])
