"""The rule for an organization's name, for forms, the Portal API, commands and activities."""

from django.core.exceptions import ValidationError

from lib.plain_text import check_field
from organizations.models import NAME_MAX_LENGTH

REQUIRED = "Enter a name."
TOO_LONG = f"Use at most {NAME_MAX_LENGTH} characters."


def validate(name: str) -> str:
    """Return `name` without surrounding white space.

    Raises:
        ValidationError: with the field `name`, for a name that is empty, too long or not one line of text.
    """
    name = name.strip()
    if not name:
        raise ValidationError({"name": REQUIRED})
    if len(name) > NAME_MAX_LENGTH:
        raise ValidationError({"name": TOO_LONG})
    check_field("name", name)
    return name
