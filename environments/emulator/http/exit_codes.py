"""The exit codes of the program."""

import sys
from enum import IntEnum
from typing import NoReturn


class ExitCode(IntEnum):
    """Why the program ended."""

    STOPPED = 0  # by SIGTERM or SIGINT, or a command that succeeded
    FAILED = 1  # a command failed, or the process that handles requests ended
    WRONG_USAGE = 2  # as argparse has it: an option, or a file that an option names
    SEED_REFUSED = 3
    PORT_TAKEN = 4
    DATA_UNUSABLE = 5


def leave(code: ExitCode, *reasons: str) -> NoReturn:
    """Print the reasons, each in a line, and exit."""
    for reason in reasons:
        print(f"emulator: {reason}", file=sys.stderr, flush=True)
    sys.exit(code)
