"""What a draft keeps of a posted form."""

import json
from collections.abc import Mapping, Sequence

FormValues = dict[str, list[str]]

# Names that describe the page or the act of sending, not the request that is filled in.
NOT_KEPT = frozenset(
    {
        "again",
        "approval_id",
        "body~refresh",
        "context",
        "csrfmiddlewaretoken",
        "do",
        "faulty",
        "find",
        "from",
        "item",
        "pane",
        "part",
        "reason",
        "resource",
        "response",
        "review_as",
        "reviewed",
        "revision",
        "shown",
        "side",
        "tab_id",
        "tab_key",
    }
)
# Names of a URL that fill nothing in: with nothing else the URL has no values of its own.
NOT_VALUES = NOT_KEPT | {"tab", "view", "column"}


def kept_values(posted: Mapping[str, Sequence[str]]) -> FormValues:
    """Return the posted values that a draft keeps."""
    return {name: list(values) for name, values in posted.items() if name not in NOT_KEPT}


def has_values(query: Mapping[str, Sequence[str]]) -> bool:
    """Return whether the query of a URL fills something in."""
    return any(name not in NOT_VALUES for name in query)


def pack(values: FormValues) -> bytes:
    """Return the values as bytes."""
    return json.dumps(values, ensure_ascii=False).encode("utf-8", "replace")


def unpack(packed: bytes) -> FormValues:
    """Return the values that `pack` packed."""
    values: FormValues = json.loads(packed)
    return values
