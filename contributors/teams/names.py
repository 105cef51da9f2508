"""The rules for names and IDs of teams."""

import re

from django.core.exceptions import ValidationError

from contributors.models import Team
from lib.plain_text import check_field

MAX_LENGTH = 100
# Words that take the place of an ID in URLs.
RESERVED_IDS = frozenset({"new", "globalsearch"})


def clean_name(name: str) -> str:
    """Return `name` without surrounding white space.

    Raises:
        ValidationError: for `name`, if it is empty, too long or not one line of text.
    """
    name = name.strip()
    if not name:
        raise ValidationError({"name": "Enter a name."})
    if len(name) > MAX_LENGTH:
        raise ValidationError({"name": f"Use at most {MAX_LENGTH} characters."})
    check_field("name", name)
    return name


def validate_id(team_id: str) -> None:
    """Raise `ValidationError` for `id` unless a new team can have this ID."""
    if not re.fullmatch(r"[A-Za-z0-9_-]+", team_id):
        raise ValidationError({"id": "Use letters A to Z, digits, dashes and underscores only."})
    if len(team_id) > MAX_LENGTH:
        raise ValidationError({"id": f"Use at most {MAX_LENGTH} characters."})
    if team_id.lower() in RESERVED_IDS or Team.objects.filter(pk__iexact=team_id).exists():
        raise taken()


def taken() -> ValidationError:
    """Return the error for an ID that another team has."""
    return ValidationError({"id": ValidationError("This ID is taken.", code="taken")})
