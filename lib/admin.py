"""Base classes for what the operator admin shows and never changes."""

from django.contrib import admin
from django.http import HttpRequest


class _ReadOnly:
    """Refuse adding, changing and deleting."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class ReadOnlyAdmin(_ReadOnly, admin.ModelAdmin):
    """A model that is read in the admin and written elsewhere."""


class ReadOnlyInline(_ReadOnly, admin.TabularInline):
    """Read-only related rows as a table."""

    extra = 0


class ReadOnlyStackedInline(_ReadOnly, admin.StackedInline):
    """Read-only related rows, field by field."""

    extra = 0
