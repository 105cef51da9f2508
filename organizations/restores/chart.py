"""A bar chart of the durations of the last runs: geometry for an SVG, and figures for the caption."""

from dataclasses import dataclass
from statistics import median

from organizations.restores.models import Restore

BAR_SPACING, BASELINE, MAX_HEIGHT, MIN_HEIGHT = 27, 72, 66, 2
SLOW_FACTOR = 2.0


@dataclass(frozen=True)
class Bar:
    """One run. `style` is "latest", "slow" for one that took unusually long, or "normal"."""

    x: int
    y: int
    height: int
    style: str


class Chart:
    """The chart of two or more runs that have ended, oldest first."""

    def __init__(self, runs: list[Restore]) -> None:
        self._runs = runs
        self._median = median(_seconds(run) for run in runs)

    @property
    def bars(self) -> list[Bar]:
        longest = max(_seconds(run) for run in self._runs) or 1.0
        heights = [max(MIN_HEIGHT, round(MAX_HEIGHT * _seconds(run) / longest)) for run in self._runs]
        return [
            Bar(3 + BAR_SPACING * index, BASELINE - height, height, self._style(run))
            for index, (run, height) in enumerate(zip(self._runs, heights, strict=True))
        ]

    @property
    def typical_range(self) -> tuple[float, float]:
        """The durations of the shortest and the longest run in seconds, without the slow runs."""
        seconds = [_seconds(run) for run in self._runs if not self._is_slow(run)]
        return min(seconds), max(seconds)

    @property
    def slow_runs(self) -> list[Restore]:
        """The runs that took unusually long."""
        return [run for run in self._runs if self._is_slow(run)]

    def _is_slow(self, run: Restore) -> bool:
        return _seconds(run) > SLOW_FACTOR * self._median

    def _style(self, run: Restore) -> str:
        if run is self._runs[-1]:
            return "latest"
        return "slow" if self._is_slow(run) else "normal"


def _seconds(run: Restore) -> float:
    """Return the duration of a run that has ended."""
    return run.seconds or 0.0
