"""`python -m environments.emulator`: serve the emulator, or call one that is already running."""

import argparse
import json
import sys
from functools import partial

from environments.emulator.catalogue.versions import NEWEST, VERSIONS
from environments.emulator.control import commands, control_key
from environments.emulator.http import standalone, wsgi

_ABOUT = """\
An offline OrderCloud: the whole API of Sitecore OrderCloud on this machine, without a network.

All environments are served together: /sandbox, /staging and /production are those of US-West, other regions
are /est-sandbox, /aus-staging and so on. Each has /v1/... , /oauth/token and /v1/openapi/v3.
Without a command, the program serves the emulator. With one, it calls an emulator that is already running.
"""
_BELOW = """\
Start an emulator, create an organization in it, and get a token for it:

  python -m environments.emulator --data shop.db --key-file shop.key &
  python -m environments.emulator organization my-shop --environment Sandbox
  python -m environments.emulator --key-file shop.key token my-shop
"""


def main() -> None:
    options = _parser().parse_args()
    if options.command:
        sys.exit(commands.run(options))
    _serve(options)


def _serve(options: argparse.Namespace) -> None:
    key = control_key.read(options.key_file)
    _check_files(options)
    root_url = f"http://{standalone.netloc(options.host, options.port)}"
    standalone.serve(
        partial(
            wsgi.application,
            options.data,
            key,
            environments=options.environments or "",
            api_version=options.api_version,
            seed=options.seed,
            faults=options.faults,
            root_url=root_url,
        ),
        host=options.host,
        port=options.port,
        threads=options.threads,
        on_ready=lambda: print(f"emulator: {root_url}/sandbox  data: {options.data}", flush=True),
        on_exit=lambda application: application.emulator.close(),
    )


def _check_files(options: argparse.Namespace) -> None:
    """Exit with one sentence if a file cannot be read, before a worker fails because of it."""
    try:
        if options.seed:
            with open(options.seed) as file:
                json.loads(file.readline())
        if options.faults:
            with open(options.faults) as file:
                json.load(file)
    except (OSError, ValueError) as error:
        sys.exit(f"emulator: {error}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m environments.emulator",
        description=_ABOUT,
        epilog=_BELOW,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    serving = parser.add_argument_group("serving")
    serving.add_argument("--host", default="127.0.0.1", help="where to listen (default: this machine only)")
    serving.add_argument("--port", type=int, default=8100, help="port to listen on (default: 8100)")
    serving.add_argument("--data", default="memory", help="file to store the data in, or memory (default)")
    serving.add_argument(
        "--key-file", help="file with the key of assertions and control; created if it is missing"
    )
    serving.add_argument(
        "--threads", type=int, default=32, help="requests handled at the same time (default: 32)"
    )
    serving.add_argument(
        "--environments",
        help="environments to serve, separated by commas (default: Sandbox,Staging,Production)",
    )
    serving.add_argument(
        "--api-version",
        choices=VERSIONS,
        default=NEWEST,
        help=f"version of the API to serve (default: {NEWEST})",
    )
    serving.add_argument(
        "--seed", help="exported organization to start with; skipped if the data has it already"
    )
    serving.add_argument("--faults", help="file with fault rules: see docs/emulator.md")
    commands.add_subcommands(parser)
    return parser


if __name__ == "__main__":
    main()
