"""How long the last runs took, as bars: geometry for an SVG, and the figures as words."""

from dataclasses import dataclass
from statistics import median

from organizations.restores.models import Restore

STEP, BASE, TALLEST, SHORTEST = 27, 72, 66, 2
LONG = 2.0


@dataclass(frozen=True)
class Bar:
    """One run. `look` is "latest" for the last one, "slow" for one far above the usual, else "normal"."""

    x: int
    y: int
    height: int
    look: str


class Chart:
    """Of two runs or more that have ended, oldest first."""

    def __init__(self, runs: list[Restore]):
        self._runs = runs
        self._usual = median(run.seconds for run in runs)

    @property
    def bars(self) -> list[Bar]:
        tallest = max(run.seconds for run in self._runs) or 1.0
        heights = [max(SHORTEST, round(TALLEST * run.seconds / tallest)) for run in self._runs]
        return [
            Bar(3 + STEP * place, BASE - height, height, self._look(run))
            for place, (run, height) in enumerate(zip(self._runs, heights, strict=True))
        ]

    @property
    def usual(self) -> tuple[float, float]:
        """The seconds of the shortest run, and of the longest that was not a long one."""
        seconds = [run.seconds for run in self._runs if not self._is_long(run)]
        return min(seconds), max(seconds)

    @property
    def long(self) -> list[Restore]:
        """Runs that took far more than usual."""
        return [run for run in self._runs if self._is_long(run)]

    def _is_long(self, run: Restore) -> bool:
        return run.seconds > LONG * self._usual

    def _look(self, run: Restore) -> str:
        if run is self._runs[-1]:
            return "latest"
        return "slow" if self._is_long(run) else "normal"
