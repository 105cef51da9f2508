import os
import re
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lib import clock

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def span(text: str) -> timedelta:
    """A span of time such as `90m`, `36h`, `7d` or `1w`."""
    found = re.fullmatch(r"(\d{1,6})([smhdw])", text)
    if found is None:
        raise CommandError(f"{text} is no span of time. Write 90m, 36h, 7d or 1w.")
    return timedelta(**{UNITS[found[2]]: int(found[1])})


class Command(BaseCommand):
    help = (
        "Tells the portal's clock, and moves it in the embedded default, so that a week passes in a minute."
    )

    def add_arguments(self, parser):
        moves = parser.add_mutually_exclusive_group()
        moves.add_argument("--forward", metavar="SPAN", help="move it on by 90m, 36h, 7d, 1w")
        moves.add_argument("--reset", action="store_true", help="back to the time of the machine")

    def handle(self, *args, forward, reset, **options):
        if (forward or reset) and not settings.EMBEDDED:
            raise CommandError("The clock can be moved in the embedded default only.")
        path = Path(os.environ.get("PORTAL_CLOCK_FILE", ""))
        if reset:
            path.unlink(missing_ok=True)
        if forward:
            seconds = clock.offset() + span(forward).total_seconds()
            if seconds > clock.MAX_OFFSET.total_seconds():
                raise CommandError(f"The clock can be at most {clock.MAX_OFFSET.days // 365} years ahead.")
            draft = path.with_name(f"{path.name}.new")
            draft.write_text(str(seconds))
            draft.replace(path)
        ahead = timedelta(seconds=round(clock.offset()))
        self.stdout.write(f"{clock.now():%a %d %b %Y, %H:%M:%S} UTC{f', {ahead} ahead' if ahead else ''}")
