"""Username rules: 3 to 30 ASCII letters, digits, dots, dashes or underscores, and never an email."""

import re
import unicodedata
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MinLengthValidator
from django.db.models import F, Func, Value
from django.db.models.functions import Lower, Replace

MIN_LENGTH, MAX_LENGTH = 3, 30
RULE = f"{MIN_LENGTH} to {MAX_LENGTH} letters, digits, dots, dashes or underscores."

# Names that look like the portal itself, or that URLs and the API use as words.
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

# Confusable characters, in the order in which they are replaced.
CONFUSABLES = [("0", "o"), ("1", "l"), ("i", "l"), ("rn", "m"), ("vv", "w"), (".", "-"), ("_", "-")]

# Letters that Unicode does not decompose into a plain one and a combining mark.
TRANSLITERATIONS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


def validate_not_email(name: str) -> None:
    """Refuse an email, with a message of its own, since many try it first."""
    if "@" in name:
        raise ValidationError("A username can’t be an email address.", code="address")


def validate_characters(name: str) -> None:
    """Refuse characters that others could not type or could mistake for others."""
    if "@" not in name and not re.fullmatch(r"[A-Za-z0-9._-]*", name):
        raise ValidationError(
            "Use letters A to Z, digits, dots, dashes and underscores only.", code="characters"
        )


def validate_edges(name: str) -> None:
    """Refuse a username that starts or ends with a punctuation mark."""
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
    """Refuse a reserved username, which cannot be chosen; an existing one stays."""
    if name.lower() in RESERVED:
        raise ValidationError(f"{name} is reserved.", code="reserved")


def skeleton(name: str) -> str:
    """Return the skeleton of a username, which is the same for confusable ones."""
    folded = name.lower()
    for confusing, plain in CONFUSABLES:
        folded = folded.replace(confusing, plain)
    return folded


def skeleton_of(field: str) -> Func:
    """Return `skeleton` as a database expression over a field."""
    expression: Func = Lower(F(field))
    for confusing, plain in CONFUSABLES:
        expression = Replace(expression, Value(confusing), Value(plain))
    return expression


def fold_for_search(text: str) -> str:
    """Return a name in lower case and without accents, with spaces for marks other than `.`, `-` and `_`.

    >>> fold_for_search("Oscar  Nyström, Ольга")
    'oscar nystrom ольга'
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(TRANSLITERATIONS))
    letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    return re.sub(r"[^\w.-]+", " ", letters).strip()


def ascii_fold(text: str) -> str:
    """Return `text` folded to the characters of a username, with spaces for others.

    >>> ascii_fold("Søren O'Neill")
    'soren o neill'
    """
    return re.sub(r"[^a-z0-9._-]+", " ", fold_for_search(text)).strip()
