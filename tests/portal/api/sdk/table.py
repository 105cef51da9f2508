"""The table of the vendor's methods that worked, for the end of a run of the tests."""

from collections.abc import Iterable, Iterator

import pytest

# The name under which the reports of tests carry the methods that they used.
PROPERTY = "method of the Portal client"
COLUMNS = 3


def table(reports: Iterable[object]) -> Iterator[str]:
    """Yield the lines of the table, by resource; nothing when no test of the client ran."""
    methods = sorted(
        {
            str(method)
            for report in reports
            if isinstance(report, pytest.TestReport) and report.passed
            for name, method in report.user_properties
            if name == PROPERTY
        }
    )
    cells = [f"{method} → ok" for method in methods]
    width = max(map(len, cells), default=0)
    for first in range(0, len(cells), COLUMNS):
        yield "  ".join(cell.ljust(width) for cell in cells[first : first + COLUMNS]).rstrip()
