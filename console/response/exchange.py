"""A call with its response, or the failure to get one."""

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from console.request import json_editor
from environments.ordercloud.client import SAFE_METHODS


class Content(StrEnum):
    """What the body of a response contains."""

    NOTHING = "nothing"
    JSON = "json"
    HTML = "html"
    TEXT = "text"
    BINARY = "binary"


class Failure(StrEnum):
    """Why there is no response."""

    UNREACHABLE = "not reached"
    TIMED_OUT = "timed out"
    INCOMPLETE = "incomplete"
    NO_TOKEN = "no token"


@dataclass(frozen=True)
class Exchange:
    """One call and its response.

    Args:
        method: the HTTP method.
        path_and_query: path and query as sent.
        operation: the key of the operation that was called.
        form_values: the values filled in outside the body, by posted name.
        roles: the roles of the token.
        required_roles: the roles any one of which is sufficient.
        timeout: how long to wait for a response, in seconds.
        status: the HTTP status; 0 when there is no response.
        reason: the reason phrase of the status.
        headers: the headers of the response.
        seconds: the duration of the call.
        attempts: the outcome of every attempt, such as "401" or "ResponseTimeout".
        failure: why there is no response; None when there is one.
        detail: the reason of the failure, as a sentence.
        undo_id: the kept record by which the write can be undone; None if there is none.
        undo_until: until when, as ISO 8601; "" if it can't be undone.
        undo_note: why a write can't be undone, as a sentence; "" when it can, and of a read.
        body: the body of the response.
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
    undo_id: int | None = None
    undo_until: str = ""
    undo_note: str = ""
    body: bytes = field(default=b"", repr=False)

    @property
    def ok(self) -> bool:
        """Whether OrderCloud carried out the request."""
        return 200 <= self.status < 300 and self.content is not Content.HTML

    @property
    def writes(self) -> bool:
        """Whether the call may have changed something."""
        return self.method not in SAFE_METHODS

    @cached_property
    def text(self) -> str:
        """The body as text; bytes that are not UTF-8 are replaced."""
        return self.body.decode("utf-8-sig", "replace")

    @cached_property
    def content(self) -> Content:
        """What the body contains, detected from the body itself rather than its Content-Type."""
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
        """The JSON value of the body, with exact digits; None if the body is not JSON."""
        return self._parsed[0] if self._parsed else None

    @cached_property
    def _parsed(self) -> tuple[Any] | None:
        try:
            return (json_editor.loads(self.text),)
        except ValueError:
            return None

    def to_bytes(self) -> bytes:
        """Return the exchange as bytes, to store it."""
        fields = {name: value for name, value in asdict(self).items() if name != "body"}
        return json.dumps(fields).encode() + b"\n" + self.body

    @classmethod
    def from_bytes(cls, packed: bytes) -> "Exchange":
        """Return the exchange that `to_bytes` packed."""
        header, _, body = packed.partition(b"\n")
        fields = json.loads(header)
        for name in ("headers", "form_values"):
            fields[name] = tuple((key, value) for key, value in fields[name])
        for name in ("roles", "required_roles", "attempts"):
            fields[name] = tuple(fields[name])
        fields["failure"] = Failure(fields["failure"]) if fields["failure"] else None
        return cls(**fields, body=body)
