"""One request in the making: an operation, what was filled in, what is wrong with it, and the call it
makes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from console.openapi.operations import Location, Operation
from console.request.body import Body, field_paths
from console.request.form_data import FormData
from console.request.parameters import ParameterField, Widget, parameter_field

# Signs that OrderCloud's lists give a meaning; written plainly they can still be read in the address.
SEARCH = "query.search"
_SAFE_CHARACTERS = "!*,|:;/@"


@dataclass(frozen=True)
class Call:
    """What is sent. `path` is percent-encoded; `outside` says that it lies beside the versioned API, not in
    it.
    """

    method: str
    path: str
    unversioned: bool
    query: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    body: bytes | None

    @property
    def path_and_query(self) -> str:
        """Path and query as one line."""
        query = urlencode(self.query, quote_via=quote, safe=_SAFE_CHARACTERS)
        return f"{self.path}?{query}" if query else self.path


@dataclass(frozen=True)
class Problem:
    """Something to mend before sending: the posted name of its field, what people call it, and a sentence.

    `missing` says that the field was left alone, which is no mistake before somebody wants to send.
    """

    name: str
    label: str
    message: str
    missing: bool = False


def _rank(item: ParameterField) -> tuple[bool, bool, int]:
    first = 0 if item.name == SEARCH else 1 if item.widget is Widget.FILTERS else 2
    return item.parameter.location is not Location.PATH, not item.parameter.required, first


class Request:
    """`operation` with what was filled in; `data` maps posted names to their values."""

    def __init__(self, operation: Operation, data: FormData | None = None):
        self.operation = operation
        self.parameters = [parameter_field(parameter, data or {}) for parameter in operation.parameters]
        self.body = Body(operation.body, operation.body_required, data) if operation.body else None

    def parameters_in(self, place: Location) -> list[ParameterField]:
        """The parameters that travel in `place`."""
        return [found for found in self.parameters if found.parameter.location is place]

    @property
    def ordered_parameters(self) -> list[ParameterField]:
        """The parameters as the form shows them: the path's, required ones, search, filters, the rest."""
        return sorted(self.parameters, key=_rank)

    @property
    def problems(self) -> list[Problem]:
        """All that is to be mended, in the order of the page."""
        found = [
            Problem(item.name, item.parameter.name, item.error, item.is_empty)
            for item in self.ordered_parameters
            if item.error
        ]
        if not self.body:
            return found
        if self.body.syntax_error:
            error = self.body.syntax_error
            return [*found, Problem("body~json", f"line {error.line} of the JSON", error.message)]
        for entry in self.body.root.walk():
            label = ".".join(str(part) for part in entry.path) or "the body"
            found += [Problem(entry.name, label, sentence, not entry.sent) for sentence in entry.errors]
        return found

    @property
    def call(self) -> Call:
        """The call as it stands, whatever is still to be mended; a missing part of the path stays in
        braces.
        """
        path = self.operation.path
        for item in self.parameters_in(Location.PATH):
            if item.text:
                path = path.replace(f"{{{item.parameter.name}}}", quote(item.text, safe=""))
        return Call(
            method=self.operation.verb,
            path=path,
            unversioned=self.operation.unversioned,
            query=tuple(pair for item in self.parameters_in(Location.QUERY) for pair in item.pairs),
            headers=tuple(pair for item in self.parameters_in(Location.HEADER) for pair in item.pairs),
            body=self.body.bytes if self.body else None,
        )

    @property
    def field_paths(self) -> Iterator[tuple[str, ...]]:
        """Every field that the form offers: its place (path, query, header, body), then its names."""
        for item in self.parameters:
            yield item.parameter.location.value, item.parameter.name
        if self.body:
            for place in field_paths(self.body.root):
                yield "body", *place

    @property
    def form_values(self) -> list[tuple[str, str]]:
        """What is filled in outside the body, as posted names and values: an address to come back to."""
        pairs = []
        for item in self.parameters:
            match item.widget:
                case Widget.FILTERS:
                    for row in item.rows:
                        pairs += [
                            (f"{row.name}~key", row.key),
                            (f"{row.name}~how", row.comparison.key),
                            (row.name, row.text),
                        ]
                case Widget.CHIPS:
                    pairs += [(item.name, ",".join(item.values))] if item.values else []
                case _:
                    pairs += [(item.name, item.text)] if item.text else []
        return pairs
