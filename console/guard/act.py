"""What a write does, in words: the title of its review and the label of its button."""

import re
from dataclasses import dataclass

from console.openapi.operations import Location
from console.request.request import Request

_NOUN = re.compile(r"(?:Create|Save|Patch|Delete) (?:an?|the) (.+)")


@dataclass(frozen=True)
class Act:
    """One write in words.

    Args:
        request: the write.
        environment: where it is sent, such as "Production".
        creates: whether nothing is there yet.
        change_count: how many fields of the record change.
    """

    request: Request
    environment: str
    creates: bool = False
    change_count: int = 0

    @property
    def noun(self) -> str:
        """What the write is about, such as "product"; "" for an action such as Submit an order."""
        match = _NOUN.fullmatch(self.request.operation.name)
        return match[1] if match else ""

    @property
    def record_id(self) -> str:
        """The last ID in the path, which names the record; "" without one."""
        in_path = self.request.parameters_in(Location.PATH)
        ends_with_id = self.request.operation.path.endswith("}")
        return in_path[-1].text if in_path and ends_with_id else ""

    @property
    def title(self) -> str:
        """What the write does, as a sentence without a full stop."""
        if not self.noun:
            return self.request.operation.name
        if self.request.operation.verb == "DELETE":
            return f"This deletes one {self.noun}"
        if self.creates:
            return f"This creates one {self.noun}"
        fields = "field" if self.change_count == 1 else "fields"
        count = str(self.change_count) if self.change_count else "no"
        return f"This changes {count} {fields} of one {self.noun}"

    @property
    def button(self) -> str:
        """The label of the button that sends it, such as "Update TQW-12-210 in Production"."""
        name = self.request.operation.name
        subject = self.record_id or (f"this {self.noun}" if self.noun else "")
        if self.noun and self.request.operation.verb == "DELETE":
            name = f"Delete {subject}"
        elif self.creates and self.noun:
            name = f"Create {self.record_id or _with_article(self.noun)}"
        elif self.noun:
            name = f"Update {subject}"
        return f"{name} in {self.environment}"

    @property
    def busy(self) -> str:
        """The label while it is sent."""
        if self.request.operation.verb == "DELETE":
            return "Deleting"
        return "Creating" if self.creates else "Updating" if self.noun else "Sending"


def _with_article(noun: str) -> str:
    return f"an {noun}" if noun[:1].lower() in "aeio" else f"a {noun}"
