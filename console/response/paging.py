"""The page of a list that a response contains, and the pages before and after it."""

from dataclasses import dataclass
from typing import Any

from console.request.json_editor import Number


@dataclass(frozen=True)
class Paging:
    """A page with the items `first` to `last` of `total`, counted from 1; 0 to 0 if it is empty."""

    page: int
    pages: int
    first: int
    last: int
    total: int

    @property
    def previous(self) -> int | None:
        """The number of the previous page, or None."""
        return min(self.page - 1, max(self.pages, 1)) if self.page > 1 else None

    @property
    def next(self) -> int | None:
        """The number of the next page, or None."""
        return self.page + 1 if self.page < self.pages else None


def paging_of(value: Any) -> Paging | None:
    """Return the paging in the `Meta` of a response; None if it has none."""
    meta = value.get("Meta") if isinstance(value, dict) else None
    if not isinstance(meta, dict) or not isinstance(value.get("Items"), list):
        return None
    page, pages, size, total = (
        _integer(meta.get(name)) for name in ("Page", "TotalPages", "PageSize", "TotalCount")
    )
    if page is None or pages is None or total is None or size is None:
        return None
    count = len(value["Items"])
    first = (page - 1) * size + 1 if count else 0
    return Paging(page, pages, first, first + count - 1 if count else 0, total)


def _integer(value: Any) -> int | None:
    return (
        int(value.digits)
        if isinstance(value, Number) and value.digits.isdigit() and len(value.digits) < 16
        else None
    )
