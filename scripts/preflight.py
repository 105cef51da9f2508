"""What `make run` looks at before it installs anything: the data folder and the ports.

Runs on the machine's own Python, so it uses the standard library alone.
"""

import errno
import os
import socket
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The variable that moves each port, its default, and who listens there.
PORTS = {
    "PORTAL_PORT": (8000, "portal"),
    "EMULATOR_PORT": (8100, "emulator"),
    "GITHUB_PORT": (8101, "stand-in for GitHub"),
    "GOOGLE_PORT": (8102, "stand-in for Google"),
    "VALKEY_PORT": (8103, "Valkey server"),
}


def port(variable: str) -> int:
    """The port that `variable` names, or its default; ends the program when it is no port."""
    text = os.environ.get(variable) or str(PORTS[variable][0])
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        sys.exit(f"{variable} is {text!r}, and must be a port between 1 and 65535.")
    return int(text)


def data_folder() -> Path:
    """The folder that holds everything `make run` keeps."""
    return Path(os.environ.get("PORTAL_DATA") or ROOT / "var").resolve()


def require_writable(folder: Path) -> None:
    """Makes the folder; ends the program with one sentence when nothing can be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        sys.exit(
            f"The data folder {folder} cannot be written ({reason}): set PORTAL_DATA to a folder that can."
        )


def require_free(variable: str) -> None:
    """Ends the program with one sentence when something listens on the port already."""
    number, listener = port(variable), PORTS[variable][1]
    with socket.socket() as candidate:
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind(("127.0.0.1", number))
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            reason = "taken" if taken else f"refused ({error.strerror})"
            sys.exit(f"Port {number} for the {listener} is {reason}: set {variable} to a free one.")


def main() -> None:
    if os.environ.get("DATABASE_URL"):
        sys.exit("DATABASE_URL is set, but `make run` uses a database of its own: unset DATABASE_URL.")
    require_writable(data_folder())
    for variable in PORTS:
        require_free(variable)


if __name__ == "__main__":
    main()
