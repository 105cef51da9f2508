"""One call with what came of it."""

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from console.request import json_editor


class Content(StrEnum):
    """What an answer holds."""

    NOTHING = "nothing"
    JSON = "json"
    HTML = "html"
    TEXT = "text"
    BINARY = "binary"


class Failure(StrEnum):
    """Why no answer came."""

    UNREACHABLE = "not reached"
    TIMED_OUT = "timed out"
    INCOMPLETE = "torn"
    NO_TOKEN = "no token"


@dataclass(frozen=True)
class Exchange:
    """`address` is path and query as sent; `status` is 0 when no answer came, and `failure` then says why.

    `tries` tells of every attempt in a word ("401", "ResponseTimeout"), `roles` are those of the token,
    `needed` those of which one would have been enough. `limit` is how long was waited for an answer, in
    seconds. `operation` is the key of what was called, `filled` what was filled in outside the body.
    """

    method: str
    path_and_query: str
    operation: str = ""
    form_values: tuple[tuple[str, str], ...] = ()
    roles: tuple[str, ...] = ()
    required_roles: tuple[str, ...] = ()
    timeout: float = 0.0
    status: int = 0
    reason: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    seconds: float = 0.0
    attempts: tuple[str, ...] = ()
    failure: Failure | None = None
    detail: str = ""
    body: bytes = field(default=b"", repr=False)

    @property
    def ok(self) -> bool:
        """Whether OrderCloud did what was asked."""
        return 200 <= self.status < 300 and self.content is not Content.HTML

    @property
    def writes(self) -> bool:
        """Whether the call may have changed something."""
        return self.method not in ("GET", "HEAD", "OPTIONS")

    @cached_property
    def text(self) -> str:
        """The body as text; signs that are no UTF-8 are replaced."""
        return self.body.decode("utf-8-sig", "replace")

    @cached_property
    def content(self) -> Content:
        """What the body holds, judged by itself rather than by what its header claims."""
        if not self.body.strip():
            return Content.NOTHING
        if self._parsed is not None:
            return Content.JSON
        start = self.text[:1000].lstrip().lower()
        if start.startswith(("<!doctype", "<html", "<head", "<body")) or "<html" in start:
            return Content.HTML
        return Content.BINARY if b"\x00" in self.body[:1000] else Content.TEXT

    @property
    def value(self) -> Any:
        """The JSON of the body, digit by digit; None when it is none."""
        return self._parsed[0] if self._parsed else None

    @cached_property
    def _parsed(self) -> tuple[Any] | None:
        try:
            return (json_editor.loads(self.text),)
        except ValueError:
            return None

    def to_bytes(self) -> bytes:
        """Return the exchange as bytes, to store it."""
        facts = {name: value for name, value in asdict(self).items() if name != "body"}
        return json.dumps(facts).encode() + b"\n" + self.body

    @classmethod
    def from_bytes(cls, packed: bytes) -> "Exchange":
        """Return the exchange that `to_bytes` packed."""
        facts, _, body = packed.partition(b"\n")
        found = json.loads(facts)
        for name in ("headers", "form_values"):
            found[name] = tuple((key, value) for key, value in found[name])
        for name in ("roles", "required_roles", "attempts"):
            found[name] = tuple(found[name])
        found["failure"] = Failure(found["failure"]) if found["failure"] else None
        return cls(**found, body=body)
