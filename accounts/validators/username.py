"""What a username may be: 3 to 30 ASCII letters, digits, dots, dashes or underscores, never an address."""

import re
import unicodedata
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MinLengthValidator
from django.db.models import F, Func, Value
from django.db.models.functions import Lower, Replace

MIN_LENGTH, MAX_LENGTH = 3, 30
RULE = f"{MIN_LENGTH} to {MAX_LENGTH} letters, digits, dots, dashes or underscores."

# Names that people would take for the portal itself, or that addresses and the API use as words.
# fmt: off
RESERVED = frozenset({
    "abuse", "account", "accounts", "admin", "administrator", "all", "anonymous", "anybody", "anyone",
    "api", "console", "everybody", "everyone", "guest", "help", "hostmaster", "info", "login", "logout",
    "mail", "mailbox", "me", "menu", "nobody", "noreply", "null", "operator", "operators", "ordercloud",
    "organization", "organizations", "owner", "portal", "postmaster", "profile", "register", "root",
    "security", "settings", "sitecore", "somebody", "someone", "staff", "status", "support", "system",
    "team", "teams", "undefined", "user", "username", "webmaster", "you",
})
# fmt: on

# Pairs that the eye confuses, in the order in which they are replaced.
CONFUSABLES = [("0", "o"), ("1", "l"), ("i", "l"), ("rn", "m"), ("vv", "w"), (".", "-"), ("_", "-")]

# Letters that Unicode does not take apart into a plain one and a sign.
TRANSLITERATIONS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


def validate_not_email(name: str) -> None:
    """Refuses an e-mail address with a sentence of its own, for that is what people try first."""
    if "@" in name:
        raise ValidationError("A username can’t be an email address.", code="address")


def validate_characters(name: str) -> None:
    """Refuses what others could not type or could mistake for another name."""
    if "@" not in name and not re.fullmatch(r"[A-Za-z0-9._-]*", name):
        raise ValidationError(
            "Use letters A to Z, digits, dots, dashes and underscores only.", code="characters"
        )


def validate_edges(name: str) -> None:
    """Refuses a name that begins or ends with a sign."""
    if name and "@" not in name and not (name[0].isalnum() and name[-1].isalnum()):
        raise ValidationError("Start and end with a letter or a digit.", code="edges")


USERNAME_VALIDATORS: list[Callable[[str], None]] = [
    MinLengthValidator(MIN_LENGTH, f"Use at least {MIN_LENGTH} characters."),
    MaxLengthValidator(MAX_LENGTH, f"Use at most {MAX_LENGTH} characters."),
    validate_not_email,
    validate_characters,
    validate_edges,
]


def validate_not_reserved(name: str) -> None:
    """Refuses a name that others would take for the portal itself: it can be given, never chosen."""
    if name.lower() in RESERVED:
        raise ValidationError(f"{name} is reserved.", code="reserved")


def skeleton(name: str) -> str:
    """How a name looks to the eye: two names that look alike give the same."""
    folded = name.lower()
    for confusing, plain in CONFUSABLES:
        folded = folded.replace(confusing, plain)
    return folded


def skeleton_of(field: str) -> Func:
    """`looks` as an expression of the database, over one of its fields."""
    expression: Func = Lower(F(field))
    for confusing, plain in CONFUSABLES:
        expression = Replace(expression, Value(confusing), Value(plain))
    return expression


def fold_for_search(text: str) -> str:
    """As a search compares names: lower case, without accents, signs but `.`, `-` and `_` as spaces.

    >>> fold_for_search("Oscar  Nyström, Ольга")
    'oscar nystrom ольга'
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(TRANSLITERATIONS))
    letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    return re.sub(r"[^\w.-]+", " ", letters).strip()


def ascii_fold(text: str) -> str:
    """`folded` in letters that a username may have; others become spaces.

    >>> ascii_fold("Søren O'Neill")
    'soren o neill'
    """
    return re.sub(r"[^a-z0-9._-]+", " ", fold_for_search(text)).strip()
