"""The embedded default: what `make run` and a bare `manage.py` use when nothing is configured.

Data and keys lie under one folder (`PORTAL_DATA`, by default `var/` beside `manage.py`), so that
both find the same database and can read each other's secrets.
"""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.fernet import Fernet

ROOT = Path(__file__).resolve().parent.parent
MAKERS = {
    "secret": lambda: secrets.token_urlsafe(50),
    "encryption": lambda: Fernet.generate_key().decode(),
    "emulator": lambda: secrets.token_urlsafe(32),
}

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
YES = {"true", "on", "ok", "y", "yes", "1"}


def reason_to_refuse(environ: Mapping[str, str]) -> str:
    """Why the embedded default must not start with these variables; empty when it is for this machine alone.

    It shows every email with its codes to whoever can open it, so nobody else may reach it.
    """
    url, hosts = environ.get("PORTAL_URL", ""), environ.get("PORTAL_HOSTS", "")
    bind, proxy = environ.get("PORTAL_BIND", ""), environ.get("PORTAL_BEHIND_PROXY", "")
    exposing = {
        "PORTAL_URL": urlsplit(url).hostname not in {None, *LOOPBACK},
        "PORTAL_HOSTS": hosts and not {host.strip() for host in hosts.split(",")} <= LOOPBACK,
        "PORTAL_BIND": bind and bind.rpartition(":")[0].strip("[]") not in LOOPBACK,
        "PORTAL_BEHIND_PROXY": proxy.lower() in YES,
    }
    for name in filter(exposing.get, exposing):
        return (
            f"{name} is {environ[name]}, but without DATABASE_URL the portal is for this machine alone, with "
            f"its mailbox and demo users open. Unset {name}, or set DATABASE_URL and all that it needs."
        )
    return ""


def data_folder() -> Path:
    """The folder of the embedded default, made when missing."""
    folder = Path(os.environ.get("PORTAL_DATA") or ROOT / "var").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def key(name: str) -> str:
    """The embedded key `name` (`secret`, `encryption` or `emulator`), made at its first use.

    Two processes that start at once agree on the one that was written first.
    """
    path = data_folder() / "keys" / name
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f".{name}.{secrets.token_hex(8)}")
        draft.touch(mode=0o600)
        draft.write_text(MAKERS[name]())
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()
