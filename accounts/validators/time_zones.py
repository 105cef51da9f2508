"""Time zones that a user can choose: the canonical names, by continent."""

import zoneinfo
from functools import cache
from importlib import resources

from django.utils import timezone

from lib import clock

Choices = list[tuple[str, str]]


@cache
def names() -> tuple[str, ...]:
    """Return the zones that the time zone database lists for a country, without old names and links."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text()
    listed = {line.split("\t")[2] for line in table.splitlines() if line and not line.startswith("#")}
    return tuple(sorted(listed & zoneinfo.available_timezones()))


def choices(current: str = "UTC") -> list[tuple[str, str] | tuple[str, Choices]]:
    """Return UTC, then the zones of each continent under its name, each with its current time.

    `current` is included when it is an old name that the user chose before.
    """
    now = clock.now()

    def option(name: str) -> tuple[str, str]:
        label = name.partition("/")[2].replace("_", " ").replace("/", ", ") or name
        return name, f"{label} ({timezone.localtime(now, zoneinfo.ZoneInfo(name)):%H:%M})"

    groups: dict[str, Choices] = {}
    for name in names():
        groups.setdefault(name.partition("/")[0], []).append(option(name))
    first = [option("UTC")]
    if current != "UTC" and current not in names() and current in zoneinfo.available_timezones():
        first.append((current, f"{current} ({option(current)[1].rpartition('(')[2]}"))
    return [*first, *groups.items()]
