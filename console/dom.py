"""Names of fields as ids of elements."""

import re

_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9_]+")


def dom_id(name: str) -> str:
    """`body.xp~0~key` → `body-xp-0-key`: plain enough for selectors and headers."""
    return _NOT_IN_AN_ID.sub("-", name)
