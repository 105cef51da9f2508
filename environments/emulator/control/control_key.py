"""The secret that signs assertions and opens the control address."""

import os
import secrets
from pathlib import Path

_MIN_LENGTH = 16


def read(name: str | None) -> str:
    """Return the key from EMULATOR_KEY, or from the file `name`, which is created if it is missing.

    Raises:
        ValueError: there is no key, or it is too short.
    """
    if key := os.environ.get("EMULATOR_KEY"):
        return key
    if not name:
        raise ValueError("the emulator requires a key: set EMULATOR_KEY or use --key-file")
    path = Path(name)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32))
    key = path.read_text().strip()
    if len(key) < _MIN_LENGTH:
        raise ValueError(f"the key in {name} is shorter than {_MIN_LENGTH} characters")
    return key
