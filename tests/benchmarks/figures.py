"""One figure: what was measured, beside the limit that it must hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True)
class Figure:
    """`limit` is the sentence for the table; `holds` is None where there is no limit to hold.

    `repeats` is how often it was measured, `spread` the lowest and the highest of these.
    """

    name: str
    value: float
    unit: str
    limit: str
    holds: bool | None
    repeats: int = 1
    spread: tuple[float, float] | None = None


def at_most(limit: float, name: str, value: float, unit: str = "", *, of: Sequence[float] = ()) -> Figure:
    return Figure(name, value, unit, f"≤ {limit:,g}", value <= limit, *_repeated(of))


def at_least(limit: float, name: str, value: float, unit: str = "", *, of: Sequence[float] = ()) -> Figure:
    return Figure(name, value, unit, f"≥ {limit:,g}", value >= limit, *_repeated(of))


def exactly(limit: float, name: str, value: float, unit: str = "", *, of: Sequence[float] = ()) -> Figure:
    return Figure(name, value, unit, f"= {limit:,g}", value == limit, *_repeated(of))


def reported(name: str, value: float, unit: str = "", *, of: Sequence[float] = ()) -> Figure:
    """A figure that is worth knowing and bound by nothing; `of` are the measurements behind it."""
    return Figure(name, value, unit, "", None, *_repeated(of))


def failed(reason: str) -> Figure:
    """Stands for the figures that a part did not get to."""
    return Figure(reason, float("nan"), "", "to be measured", False)


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all do not exceed; `share` is above 0 and at most 1."""
    return sorted(values)[max(ceil(share * len(values)), 1) - 1]


def _repeated(of: Sequence[float]) -> tuple[int, tuple[float, float] | None]:
    return (len(of), (min(of), max(of))) if of else (1, None)
