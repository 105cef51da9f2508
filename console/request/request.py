"""A request being composed: its operation, the values filled in, their problems, and the call to send."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from console.openapi.operations import Location, Operation
from console.request.body import Body, field_paths
from console.request.form_data import FormData
from console.request.parameters import ParameterField, Widget, parameter_field

SEARCH = "query.search"
# Operators of OrderCloud's lists and similar characters, left unencoded so that the URL stays readable.
_SAFE_CHARACTERS = "!*,|:;/@"


@dataclass(frozen=True)
class Call:
    """The HTTP call to send. `path` is percent-encoded; `unversioned` paths are outside the versioned API."""

    method: str
    path: str
    unversioned: bool
    query: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    body: bytes | None

    @property
    def path_and_query(self) -> str:
        """The path, with the query if there is one."""
        query = urlencode(self.query, quote_via=quote, safe=_SAFE_CHARACTERS)
        return f"{self.path}?{query}" if query else self.path


@dataclass(frozen=True)
class Problem:
    """Something to fix before the request can be sent.

    Args:
        name: the posted name of the field.
        label: the name of the field on the page.
        message: what to fix, as a sentence.
        missing: whether the field was left empty, which counts only once the user tries to send.
    """

    name: str
    label: str
    message: str
    missing: bool = False


def _rank(item: ParameterField) -> tuple[bool, bool, int]:
    first = 0 if item.name == SEARCH else 1 if item.widget is Widget.FILTERS else 2
    return item.parameter.location is not Location.PATH, not item.parameter.required, first


class Request:
    """A request to `operation`, filled from `data`, which maps posted names to their values."""

    def __init__(self, operation: Operation, data: FormData | None = None):
        self.operation = operation
        self.parameters = [parameter_field(parameter, data or {}) for parameter in operation.parameters]
        self.body = Body(operation.body, operation.body_required, data) if operation.body else None

    def parameters_in(self, location: Location) -> list[ParameterField]:
        """Return the parameters that are sent in `location`."""
        return [item for item in self.parameters if item.parameter.location is location]

    @property
    def ordered_parameters(self) -> list[ParameterField]:
        """The parameters in the order of the form: of the path, required, search, filters, the rest."""
        return sorted(self.parameters, key=_rank)

    @property
    def problems(self) -> list[Problem]:
        """All problems, in the order of the page."""
        problems = [
            Problem(item.name, item.parameter.name, item.error, item.is_empty)
            for item in self.ordered_parameters
            if item.error
        ]
        if not self.body:
            return problems
        if self.body.syntax_error:
            error = self.body.syntax_error
            return [*problems, Problem("body~json", f"line {error.line} of the JSON", error.message)]
        for field in self.body.root.walk():
            label = ".".join(str(part) for part in field.path) or "the body"
            problems += [Problem(field.name, label, message, not field.sent) for message in field.errors]
        return problems

    @property
    def call(self) -> Call:
        """The call to send, also while there are problems; missing path parameters stay in braces."""
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
        """The path of every field of the form: its location (path, query, header or body), then its names."""
        for item in self.parameters:
            yield item.parameter.location.value, item.parameter.name
        if self.body:
            for path in field_paths(self.body.root):
                yield "body", *path

    @property
    def form_values(self) -> list[tuple[str, str]]:
        """The values filled in outside the body, by posted name: the query of a URL that restores them."""
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
