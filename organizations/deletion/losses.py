"""What a deletion takes away besides records: counts of other parts of the portal, which register theirs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from organizations.models import Organization


@dataclass(frozen=True)
class Count:
    """A number of things that go, and what they are: 11 "contributors lose access immediately"."""

    number: int
    label: str


Counter = Callable[[Sequence[Organization]], list[Count]]

_counters: list[Counter] = []


def register(counter: Counter) -> None:
    """Add what `counter` returns to the page of every deletion; called from an app's `ready`."""
    if counter not in _counters:
        _counters.append(counter)


def losses_of(organizations: Sequence[Organization]) -> list[Count]:
    """Return what goes with the organizations, in the order of the registrations."""
    return [loss for counter in _counters for loss in counter(organizations)]
