"""Reading of query strings: whole numbers and search words."""

from collections.abc import Mapping

MAX_SEARCH_LENGTH = 200  # characters
MAX_SEARCH_WORDS = 10
MAX_NUMBER = 2**63 - 1  # what a database holds
MAX_DIGITS = 19


def whole_number(text: str | None, *, maximum: int = MAX_NUMBER) -> int | None:
    """Return `text` as a number from 0 to `maximum`; None for anything else, such as signs and ².

    >>> whole_number("12"), whole_number("007")
    (12, 7)
    >>> whole_number("²"), whole_number("9" * 5000), whole_number("")
    (None, None, None)
    """
    text = text or ""
    if not (text.isascii() and text.isdigit()) or len(text.lstrip("0")) > MAX_DIGITS:
        return None
    number = int(text.lstrip("0") or "0")
    return number if number <= maximum else None


def search_text(text: str | None) -> str:
    """Return the text of a search without NUL and surplus spaces, cut to the maximum length."""
    return " ".join(search_words(text))


def search_words(text: str | None) -> list[str]:
    """Return the first words of a search; each is a condition, of which databases take few.

    >>> search_words("  kestrel  ltd ")
    ['kestrel', 'ltd']
    >>> len(search_words("word " * 1300))
    10
    """
    return (text or "").replace("\0", " ")[:MAX_SEARCH_LENGTH].split()[:MAX_SEARCH_WORDS]


def parameter(parameters: Mapping[str, str], name: str) -> str:
    """Return the parameter `name`, spelled in any case of letters; empty where it is missing.

    >>> parameter({"PageSize": "20"}, "pageSize")
    '20'
    """
    return next((value for spelled, value in parameters.items() if spelled.lower() == name.lower()), "")
