"""The secret that assertions and the control address are held to."""

import os
import secrets
from pathlib import Path

_MIN_LENGTH = 16


def read(name: str | None) -> str:
    """The key from EMULATOR_KEY, or from the file of that name, which is made when missing.

    Ends the program with a sentence when there is none.
    """
    if key := os.environ.get("EMULATOR_KEY"):
        return key
    if not name:
        raise SystemExit("Give the emulator a key: set EMULATOR_KEY, or name a file with --key-file.")
    path = Path(name)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32))
    key = path.read_text().strip()
    if len(key) < _MIN_LENGTH:
        raise SystemExit(f"The key in {name} is shorter than {_MIN_LENGTH} characters.")
    return key
