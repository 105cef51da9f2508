"""The embedded default: what `make run` and a bare `manage.py` use when nothing is configured.

Data and keys lie under one folder (`PORTAL_DATA`, by default `var/` beside `manage.py`), so that
both find the same database and can read each other's secrets.
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from cryptography.fernet import Fernet

ROOT = Path(__file__).resolve().parent.parent
MAKERS = {
    "secret": lambda: secrets.token_urlsafe(50),
    "encryption": lambda: Fernet.generate_key().decode(),
    "emulator": lambda: secrets.token_urlsafe(32),
}


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
