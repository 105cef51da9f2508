"""One figure: what was measured, beside the limit that it must hold."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """`limit` is the sentence for the table; `holds` is None where there is no limit to hold."""

    name: str
    value: float
    unit: str
    limit: str
    holds: bool | None


def at_most(limit: float, name: str, value: float, unit: str = "") -> Figure:
    return Figure(name, value, unit, f"≤ {limit:,g}", value <= limit)


def at_least(limit: float, name: str, value: float, unit: str = "") -> Figure:
    return Figure(name, value, unit, f"≥ {limit:,g}", value >= limit)


def exactly(limit: float, name: str, value: float, unit: str = "") -> Figure:
    return Figure(name, value, unit, f"= {limit:,g}", value == limit)


def reported(name: str, value: float, unit: str = "") -> Figure:
    """A figure that is worth knowing and bound by nothing."""
    return Figure(name, value, unit, "", None)


def failed(reason: str) -> Figure:
    """Stands for the figures that a part did not get to."""
    return Figure(reason, float("nan"), "", "to be measured", False)
