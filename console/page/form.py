"""The pane of the request: its form, the JSON of its body, and what has to be fixed before it is sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from console.openapi.operations import Operation
from console.openapi.shapes import Kind, Member, Shape
from console.request.body import Body
from console.request.fields import Field
from console.request.filters import COMPARISONS, Comparison
from console.request.request import Problem, Request

MAX_FORM_SIZE = 300_000  # bytes of JSON
MAX_URL_LENGTH = 4000  # characters; proxies and browsers pass on what is shorter


@dataclass(frozen=True)
class FormPane:
    """The form of one operation.

    Args:
        operation: the open operation.
        request: the request as filled in.
        url: the address of the operation in the console.
        tab: the side panel that the user chose; "" for none.
        submitted: whether the user tried to send a request with problems.
        write_refusal: why the operation can't be sent from here; "" when it can.
        refusal: why the console did not send the request that the user tried to send.
        is_reviewed: whether the request is reviewed before it is sent.
        repeated: whether it asks if the same POST is to be sent a second time.
        roles_suffice: whether the user's roles let the request through.
    """

    operation: Operation
    request: Request
    url: str
    tab: str = ""
    submitted: bool = False
    write_refusal: str = ""
    refusal: str = ""
    is_reviewed: bool = False
    repeated: bool = False
    roles_suffice: bool = True

    @property
    def side_panel(self) -> str:
        """What is shown beside the form of a body; the response tab when a role is missing."""
        return self.tab or ("json" if self.roles_suffice else "response")

    @cached_property
    def bookmark_url(self) -> str:
        """An address that restores the request without its body; opening it sends a read again.

        "" for a request that is too long for an address.
        """
        pairs = [*self.request.form_values, *([("do", "send")] if self.operation.reads else [])]
        url = f"{self.url}?{urlencode(pairs)}"
        return url if len(url) <= MAX_URL_LENGTH else ""

    @property
    def problems(self) -> list[Problem]:
        """What has to be fixed. Missing values count only once the user tried to send."""
        return [problem for problem in self.request.problems if self.submitted or not problem.missing]

    @cached_property
    def read_only_fields(self) -> list[Member]:
        """The fields of the body that OrderCloud sets."""
        body = self.operation.body
        return [member for member in body.members if member.shape.read_only] if body else []

    @property
    def field_count(self) -> int:
        """How many fields the body has, extra ones included."""
        return sum(1 for _ in self._body_fields())

    @cached_property
    def sent_count(self) -> int:
        """How many fields of the body are sent."""
        return sum(field.sent for field in self._body_fields())

    @cached_property
    def null_count(self) -> int:
        """How many of those are null."""
        return sum(field.state == "null" for field in self._body_fields())

    @cached_property
    def body_is_large(self) -> bool:
        """Whether the body is too large for fields; it is then edited as JSON alone, which stays as it is."""
        return self.text_size > MAX_FORM_SIZE

    @cached_property
    def text_lines(self) -> list[tuple[int, str]]:
        """Each line of the JSON by its number, with the error in it; [] for a large body."""
        if self.body_is_large:
            return []
        errors, lines = self._body.line_errors, self._body.text.count("\n") + 1
        return [(line, errors.get(line, "")) for line in range(1, lines + 1)]

    @property
    def invalid_lines(self) -> str:
        """The numbers of the lines with errors."""
        return ", ".join(str(line) for line in sorted(self._body.line_errors))

    @property
    def text_size(self) -> int:
        """The size of the JSON in bytes."""
        return len(self._body.text.encode("utf-8", "replace"))

    @cached_property
    def filter_keys(self) -> list[str]:
        """The properties that a filter can name: those of the listed records, as far as documented."""
        items = self._listed_items()
        return list(_paths(items.item)) if items and items.item else []

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        return COMPARISONS

    @property
    def _body(self) -> Body:
        if self.request.body is None:
            raise ValueError(f"{self.operation.id} has no body.")
        return self.request.body

    def _body_fields(self) -> Iterator[Field]:
        return iter(self._body.root.children)

    def _listed_items(self) -> Shape | None:
        response = self.operation.response
        members = response.members if response else ()
        return next((member.shape for member in members if member.name == "Items"), None)


def _paths(shape: Shape, prefix: str = "") -> Iterator[str]:
    """The dotted paths of the plain values in a record."""
    for member in shape.members:
        path = f"{prefix}{member.name}"
        if member.shape.kind is not Kind.OBJECT:
            yield path
        elif member.shape.members:
            yield from _paths(member.shape, f"{path}.")
        else:
            yield f"{path}."
