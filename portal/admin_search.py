"""The search boxes of the operator admin, which take as many words as every other search."""

from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest

from lib.query_string import search_text


class BoundedSearchMixin(ModelAdmin):
    """Cuts the text of a search: each of its words is a condition of the query."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        return super().get_search_results(request, queryset, search_text(search_term))


def with_bounded_search(admin_class: type[ModelAdmin] | None) -> type[ModelAdmin]:
    """`admin_class`, or Django's own, with `BoundedSearchMixin` before it."""
    base = admin_class or ModelAdmin
    return type(base.__name__, (BoundedSearchMixin, base), {"__module__": base.__module__})
