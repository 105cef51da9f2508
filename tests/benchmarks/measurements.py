"""One measurement: a value and the limit that it must keep."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True)
class Measurement:
    """A value with its limit.

    Attributes:
        limit: the text for the table.
        holds: whether the value keeps the limit; None without a limit.
        repeats: how often it was measured.
        spread: the lowest and the highest of these values.
    """

    name: str
    value: float
    unit: str
    limit: str
    holds: bool | None
    repeats: int = 1
    spread: tuple[float, float] | None = None


def at_most(
    limit: float, name: str, value: float, unit: str = "", *, of: Sequence[float] = ()
) -> Measurement:
    return Measurement(name, value, unit, f"≤ {limit:,g}", value <= limit, *_repeated(of))


def at_least(
    limit: float, name: str, value: float, unit: str = "", *, of: Sequence[float] = ()
) -> Measurement:
    return Measurement(name, value, unit, f"≥ {limit:,g}", value >= limit, *_repeated(of))


def exactly(
    limit: float, name: str, value: float, unit: str = "", *, of: Sequence[float] = ()
) -> Measurement:
    return Measurement(name, value, unit, f"= {limit:,g}", value == limit, *_repeated(of))


def reported(name: str, value: float, unit: str = "", *, of: Sequence[float] = ()) -> Measurement:
    """Return a measurement without a limit; `of` are the values behind it."""
    return Measurement(name, value, unit, "", None, *_repeated(of))


def failed(reason: str) -> Measurement:
    """Return a failed measurement in place of those that a part did not reach."""
    return Measurement(reason, float("nan"), "", "to be measured", False)


def quantile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` of all do not exceed; 0 < `share` <= 1."""
    return sorted(values)[max(ceil(share * len(values)), 1) - 1]


def _repeated(of: Sequence[float]) -> tuple[int, tuple[float, float] | None]:
    return (len(of), (min(of), max(of))) if of else (1, None)
