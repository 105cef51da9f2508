"""`python -m environments.emulator`: serve the emulator, or call one that is already running."""

import argparse
import json
import os
import sqlite3
import sys
from functools import partial
from pathlib import Path

from environments.emulator.catalogue.versions import NEWEST, VERSIONS
from environments.emulator.control import commands, control_key, ready_file
from environments.emulator.control.faults import Faults
from environments.emulator.errors import ApiError
from environments.emulator.http import standalone, wsgi
from environments.emulator.http.application import Application
from environments.emulator.http.exit_codes import ExitCode, leave
from environments.emulator.storage.store import check_usable

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
    key = _checked(options)
    if options.ready_file:
        ready_file.remove(options.ready_file)
    try:
        bound = standalone.listen(options.host, options.port)
    except OSError as error:
        address = standalone.netloc(options.host, options.port)
        leave(ExitCode.PORT_TAKEN, f"cannot listen at {address}: {error.strerror}")
    root_url = f"http://{standalone.netloc(options.host, bound.getsockname()[1])}"
    standalone.serve(
        partial(_load, options, key, root_url),
        bound=bound,
        threads=options.threads,
        on_ready=partial(_report_ready, options, root_url, os.getpid()),
        on_exit=lambda application: application.emulator.close(),
        on_end=lambda: ready_file.remove(options.ready_file) if options.ready_file else None,
    )


def _checked(options: argparse.Namespace) -> str:
    """Return the key; exit with a sentence if a file cannot be used, before a worker fails because of it."""
    try:
        key = control_key.read(options.key_file)
        if options.seed:
            with open(options.seed):
                pass
        if options.faults:
            with open(options.faults) as file:
                Faults().set(json.load(file)["Rules"])
        if options.ready_file and not Path(options.ready_file).parent.is_dir():
            raise ValueError(f"the folder of {options.ready_file} does not exist")
    except (OSError, ValueError) as error:
        leave(ExitCode.WRONG_USAGE, str(error))
    except (ApiError, LookupError, TypeError) as error:
        leave(ExitCode.WRONG_USAGE, f"{options.faults}: no valid fault rules: {error}")
    try:
        check_usable(options.data)
    except (OSError, sqlite3.Error) as error:
        leave(ExitCode.DATA_UNUSABLE, f"{options.data}: {error}")
    return key


def _load(options: argparse.Namespace, key: str, root_url: str) -> Application:
    try:
        return wsgi.application(
            options.data,
            key,
            environments=options.environments or "",
            api_version=options.api_version,
            seed=options.seed,
            faults=options.faults,
            root_url=root_url,
        )
    except ApiError as error:
        leave(ExitCode.SEED_REFUSED, *(f"{options.seed}: {entry['Message']}" for entry in error.entries))
    except UnicodeDecodeError:
        leave(ExitCode.SEED_REFUSED, f"{options.seed}: This is not text in UTF-8.")


def _report_ready(options: argparse.Namespace, root_url: str, pid: int, application: Application) -> None:
    if options.ready_file:
        key_file = None if os.environ.get("EMULATOR_KEY") else options.key_file
        organizations = application.emulator.organizations.all()
        ready_file.write(options.ready_file, root_url, pid, key_file, organizations)
    print(f"emulator: {root_url}/sandbox  data: {options.data}", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m environments.emulator",
        description=_ABOUT,
        epilog=_BELOW,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    serving = parser.add_argument_group("serving")
    serving.add_argument("--host", default="127.0.0.1", help="where to listen (default: this machine only)")
    serving.add_argument(
        "--port", type=int, default=8100, help="port to listen on; 0 takes a free one (default: 8100)"
    )
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
    serving.add_argument(
        "--ready-file", help="file to write address and organizations to once the emulator responds"
    )
    serving.add_argument("--faults", help="file with fault rules: see docs/emulator.md")
    commands.add_subcommands(parser)
    return parser


if __name__ == "__main__":
    main()
