import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lib import clock

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def parse_duration(text: str) -> timedelta:
    """Return a duration such as `90m`, `36h`, `7d` or `1w`.

    Raises:
        CommandError: for any other text.
    """
    match = re.fullmatch(r"(\d{1,6})([smhdw])", text)
    if match is None:
        raise CommandError(f"{text} isn't a duration. Enter one such as 90m, 36h, 7d or 1w.")
    return timedelta(**{UNITS[match[2]]: int(match[1])})


class Command(BaseCommand):
    help = "Show the portal's clock, or move it forward in the embedded default."

    def add_arguments(self, parser: CommandParser) -> None:
        group = parser.add_mutually_exclusive_group()
        group.add_argument(
            "--forward", metavar="DURATION", help="move forward, for example by 90m, 36h, 7d or 1w"
        )
        group.add_argument("--reset", action="store_true", help="return to real time")

    def handle(self, *args: Any, forward: str | None, reset: bool, **options: Any) -> None:
        if (forward or reset) and not settings.EMBEDDED:
            raise CommandError("The clock can only be moved in the embedded default.")
        path = Path(os.environ.get("PORTAL_CLOCK_FILE", ""))
        if reset:
            path.unlink(missing_ok=True)
        if forward:
            seconds = clock.offset() + parse_duration(forward).total_seconds()
            try:
                clock.set_offset(seconds)
            except ValueError as error:
                raise CommandError(str(error)) from error
        ahead = timedelta(seconds=round(clock.offset()))
        self.stdout.write(f"{clock.now():%a %d %b %Y, %H:%M:%S} UTC{f', {ahead} ahead' if ahead else ''}")
