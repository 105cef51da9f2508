"""Whole numbers in texts that others wrote: headers, query strings, addresses."""

MAX_DIGITS = 18


def whole_number(text: str | None, *, max_digits: int = MAX_DIGITS) -> int | None:
    """The number that `text` writes in the digits 0 to 9, or None.

    Neither signs nor blanks nor digits of other scripts, and no more than `max_digits` of them, so that the
    number fits into a column and into time.

    >>> whole_number("120"), whole_number("²"), whole_number("-1"), whole_number(""), whole_number("9" * 5000)
    (120, None, None, None, None)
    """
    if not text or len(text) > max_digits or not (text.isascii() and text.isdigit()):
        return None
    return int(text)
