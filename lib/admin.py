"""What the operator admin shows and never changes."""

from django.contrib import admin
from django.http import HttpRequest


class _ReadOnly:
    """Neither added nor changed nor deleted here."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class ReadOnlyAdmin(_ReadOnly, admin.ModelAdmin):
    """Rows that are read in the admin and made elsewhere."""


class ReadOnlyInline(_ReadOnly, admin.TabularInline):
    """Rows of another row, in the same way."""

    extra = 0


class ReadOnlyStackedInline(_ReadOnly, admin.StackedInline):
    """One row of another row, field by field."""

    extra = 0
