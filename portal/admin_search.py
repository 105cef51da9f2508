"""Search in the operator admin, limited to as many words as every other search."""

from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest

from lib.query_string import search_text


class BoundedSearchMixin(ModelAdmin):
    """Truncates the text of a search, because each of its words is a condition of the query."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        return super().get_search_results(request, queryset, search_text(search_term))


def with_bounded_search(admin_class: type[ModelAdmin] | None) -> type[ModelAdmin]:
    """Return a subclass of `admin_class`, or of Django's own, with `BoundedSearchMixin`."""
    base = admin_class or ModelAdmin
    return type(base.__name__, (BoundedSearchMixin, base), {"__module__": base.__module__})
