"""An audit log as CSV, sent while it is read."""

import csv
from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    """A file for `csv.writer` that returns each line instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_response(
    name: str, columns: Iterable[str], rows: Iterable[Iterable[object]]
) -> StreamingHttpResponse:
    """Return the rows as the file `name`; None becomes an empty cell."""
    response = StreamingHttpResponse(_lines(columns, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _lines(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield writer.writerow(columns)
    for row in rows:
        yield writer.writerow(["" if cell is None else _escape_formula(str(cell)) for cell in row])


def _escape_formula(cell: str) -> str:
    """Prefix what a spreadsheet would take for a formula with an apostrophe."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
