"""Fields and values in words."""

import re

from console.openapi.naming import humanize

MINUTES_IN_A_DAY = 24 * 60
_SECRET = re.compile(r"(?:Secret|Password|HashKey|SharedKey|ApiKey|AuthHeaderValue|ConnectionString)$")
_ID = re.compile(r" ID$")


def label_of(name: str) -> str:
    """Return the name of a field in words: `ReturnIntegrationEventID` → Return integration event."""
    if name == name.lower():  # xp
        return name
    words = humanize(name.removesuffix("s") if name.endswith("IDs") else name)
    return _ID.sub("", words) or words


def is_secret(name: str) -> bool:
    """Return whether the value of a field is a secret, by its name."""
    return bool(_SECRET.search(name))


def duration_in_words(minutes: str) -> str:
    """Return whole minutes in larger units: "600" → 10 hours; "" when that says no more than the number."""
    if not minutes.isdigit() or len(minutes) > 9 or int(minutes) < 60:
        return ""
    days, rest = divmod(int(minutes), MINUTES_IN_A_DAY)
    hours, left = divmod(rest, 60)
    parts = [_count(days, "day"), _count(hours, "hour"), _count(left, "minute")]
    return " ".join(part for part in parts if part)


def _count(number: int, unit: str) -> str:
    return f"{number:,} {unit}{'' if number == 1 else 's'}" if number else ""


def inside_sentence(noun: str) -> str:
    """Return a noun inside a sentence: Webhook → webhook; API client and OpenID Connect stay."""
    first = noun.partition(" ")[0]
    return noun if first[1:] != first[1:].lower() else noun[:1].lower() + noun[1:]


def short_id(text: str) -> str:
    """Return a GUID with its middle left out, and any other ID whole."""
    return f"{text[:4]}…{text[-4:]}" if len(text) >= 32 else text
