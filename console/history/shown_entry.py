"""One request of the history as its page shows it."""

from dataclasses import dataclass
from functools import cached_property

from console.history.reopening import form_of
from console.models import HistoryEntry
from console.request import json_editor
from console.request.body import JSON
from lib import clock


@dataclass(frozen=True)
class ShownEntry:
    """A request with its response, both as text."""

    entry: HistoryEntry

    @cached_property
    def request_body(self) -> str:
        """The body that was sent; "" without one."""
        return next(iter(form_of(self.entry).get(JSON, ())), "")

    @cached_property
    def parameters(self) -> list[tuple[str, str]]:
        """The parameters as filled in, without the body."""
        return [
            (name.partition(".")[2], value)
            for name, values in form_of(self.entry).items()
            if name != JSON and "~" not in name
            for value in values
        ]

    @cached_property
    def response_body(self) -> str:
        """The body of the response, JSON with one member a line."""
        text = self.entry.response.decode("utf-8", "replace")
        if self.entry.response_is_cut:
            return text
        try:
            return json_editor.dumps_pretty(json_editor.loads(text)).value
        except ValueError:
            return text

    @property
    def can_be_undone(self) -> bool:
        """Whether the record before it is still kept, and it was not undone yet."""
        record = self.entry.undo_record
        return record is not None and record.undone_at is None and record.expires_at > clock.now()
