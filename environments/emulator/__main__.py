"""`python -m environments.emulator`: the emulator as a program of its own."""

import argparse
import os

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from environments.emulator import server


def main() -> None:
    options = _options()
    # The worker is another process; what it needs to know goes through its environment.
    os.environ["EMULATOR_DATA"] = options.data
    if options.key_file:
        os.environ["EMULATOR_KEY_FILE"] = options.key_file
    server.read_key()
    print(f"emulator: http://{options.host}:{options.port}/sandbox  data: {options.data}", flush=True)
    Granian(
        "environments.emulator.server:application",
        factory=True,
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=options.threads,
        log_level=LogLevels.error,
        respawn_failed_workers=False,
    ).serve()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m environments.emulator",
        description="An offline OrderCloud: every environment at /sandbox, /staging and /production, "
        "other regions at /est-sandbox and so on.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="where to listen (default: this machine only)")
    parser.add_argument("--port", type=int, default=8100, help="port to listen on (default: 8100)")
    parser.add_argument("--data", default="memory", help="file to keep the data in, or memory (default)")
    parser.add_argument(
        "--key-file",
        help="file with the key of control address and assertions; made when missing",
    )
    parser.add_argument("--threads", type=int, default=32, help="calls answered at once (default: 32)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
