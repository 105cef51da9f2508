"""The checks of `make run` before it installs anything: the data folder and the ports.

Runs with the system's Python, so it uses only the standard library.
"""

import errno
import os
import socket
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The variable that sets each port, its default, and what listens there.
PORTS = {
    "PORTAL_PORT": (8000, "portal"),
    "EMULATOR_PORT": (8100, "emulator"),
    "GITHUB_PORT": (8101, "stand-in for GitHub"),
    "GOOGLE_PORT": (8102, "stand-in for Google"),
    "VALKEY_PORT": (8103, "Valkey server"),
}


def port(variable: str) -> int:
    """Return the port set by `variable`, or its default; exit when it is not a port."""
    text = os.environ.get(variable) or str(PORTS[variable][0])
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        sys.exit(f"{variable} is {text!r}. It must be a port between 1 and 65535.")
    return int(text)


def data_folder() -> Path:
    """Return the folder of everything that `make run` stores."""
    return Path(os.environ.get("PORTAL_DATA") or ROOT / "var").resolve()


def require_writable(folder: Path) -> None:
    """Create the folder; exit with one sentence when it is not writable."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        sys.exit(f"The data folder {folder} is not writable ({reason}). Set PORTAL_DATA to a folder that is.")


def require_free(variable: str) -> None:
    """Exit with one sentence when something already listens on the port."""
    number, listener = port(variable), PORTS[variable][1]
    with socket.socket() as candidate:
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind(("127.0.0.1", number))
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            reason = "in use" if taken else f"refused ({error.strerror})"
            sys.exit(f"Port {number} for the {listener} is {reason}. Set {variable} to a free port.")


def main() -> None:
    if os.environ.get("DATABASE_URL"):
        sys.exit("DATABASE_URL is set, but `make run` uses its own database. Unset DATABASE_URL.")
    require_writable(data_folder())
    for variable in PORTS:
        require_free(variable)


if __name__ == "__main__":
    main()
