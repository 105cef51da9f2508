"""What a username may be: 3 to 30 ASCII letters, digits, dots, dashes or underscores, and never an e-mail address."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MinLengthValidator

SHORTEST, LONGEST = 3, 30


def not_an_address(name: str) -> None:
    """Refuses an e-mail address with a sentence of its own, for that is what people try first."""
    if "@" in name:
        raise ValidationError("A username is a name, not an e-mail address.", code="address")


def plain_characters(name: str) -> None:
    """Refuses what others could not type or could mistake for another name."""
    if "@" not in name and not re.fullmatch(r"[A-Za-z0-9._-]*", name):
        raise ValidationError("Use letters A to Z, digits, dots, dashes and underscores only.", code="characters")


def begins_plainly(name: str) -> None:
    """Refuses a name that begins or ends with a sign."""
    if name and "@" not in name and (not name[0].isalnum() or not name[-1].isalnum()):
        raise ValidationError("Begin and end with a letter or a digit.", code="edges")


USERNAME_VALIDATORS = [
    MinLengthValidator(SHORTEST, f"At least {SHORTEST} characters."),
    MaxLengthValidator(LONGEST, f"At most {LONGEST} characters."),
    not_an_address,
    plain_characters,
    begins_plainly,
]
