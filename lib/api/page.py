"""Response models of the Portal API's lists."""

from typing import Generic, TypeVar

from lib.api.schema import ResponseSchema

Item = TypeVar("Item")


class ListMeta(ResponseSchema):
    """Where a page stands in its list; `ItemRange` holds the numbers of its first and last item."""

    Page: int
    PageSize: int
    TotalCount: int
    TotalPages: int
    ItemRange: list[int]
    NextPageKey: str | None


class ListPage(ResponseSchema, Generic[Item]):
    """A page of a list."""

    Meta: ListMeta
    Items: list[Item]
