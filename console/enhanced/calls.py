"""The calls that a save becomes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from console.enhanced.labels import is_secret
from console.enhanced.reading import parameters
from console.masking import mask_value
from console.openapi.operations import Operation
from console.request import json_editor
from console.request.body import JSON
from console.request.request import Request


@dataclass(frozen=True)
class PlannedCall:
    """A call that is still to be sent.

    Args:
        operation: what is called.
        values: its path and query parameters, by name.
        body: its JSON; None without a body.
        subject: what it changes, such as "webhook erp-sync".
        changes: how many of the user's changes it makes.
        key: which assignments it belongs to; "" for the record itself.
    """

    operation: Operation
    values: Mapping[str, str]
    body: Mapping[str, Any] | None
    subject: str
    changes: int = 1
    key: str = ""

    @property
    def method(self) -> str:
        return self.operation.verb

    @property
    def path(self) -> str:
        """The path as sent."""
        return self.request.call.path

    @property
    def request(self) -> Request:
        return Request(self.operation, self._data(self.body))

    @property
    def console_query(self) -> str:
        """The query that opens the same request in the console; secrets stay out of addresses."""
        shown = None
        if self.body is not None:
            shown = {name: value for name, value in self.body.items() if not _holds_secret(name, value)}
        return urlencode([(name, value) for name, values in self._data(shown).items() for value in values])

    def _data(self, body: Mapping[str, Any] | None) -> dict[str, list[str]]:
        data = parameters(self.operation, self.values)
        if body:
            data[JSON] = [json_editor.dumps_pretty(dict(body)).value]
        return data


def _holds_secret(name: str, value: Any) -> bool:
    """Return whether a field is a secret, or has one inside, such as the config data of a webhook."""
    return bool(value) and (is_secret(name) or mask_value({name: value}) != {name: value})
