"""Reading what people and programs put into a query string: whole numbers and the words of a search."""

MAX_SEARCH_LENGTH = 200  # characters
MAX_SEARCH_WORDS = 10
MAX_NUMBER = 2**63 - 1  # what a database holds
MAX_DIGITS = 19


def whole_number(text: str | None, *, most: int = MAX_NUMBER) -> int | None:
    """The number that `text` is, from 0 to `most`; None for anything else, such as signs and digits like ².

    >>> whole_number("12"), whole_number("007")
    (12, 7)
    >>> whole_number("²"), whole_number("9" * 5000), whole_number("")
    (None, None, None)
    """
    text = text or ""
    if not (text.isascii() and text.isdigit()) or len(text.lstrip("0")) > MAX_DIGITS:
        return None
    number = int(text.lstrip("0") or "0")
    return number if number <= most else None


def search_text(text: str | None) -> str:
    """What was searched for, without NUL and blanks around it, cut to what a search takes."""
    return " ".join(search_words(text))


def search_words(text: str | None) -> list[str]:
    """The first words of a search. Every word is a condition of the query, and databases take few of them.

    >>> search_words("  kestrel  ltd ")
    ['kestrel', 'ltd']
    >>> len(search_words("word " * 1300))
    10
    """
    return (text or "").replace("\0", " ")[:MAX_SEARCH_LENGTH].split()[:MAX_SEARCH_WORDS]
