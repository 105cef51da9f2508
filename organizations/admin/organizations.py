"""Organizations in the operator admin, read-only apart from the acts of operators."""

from django.contrib import admin

from lib.admin import ReadOnlyStackedInline
from organizations.admin.actions import OperatorActionsAdmin
from organizations.models import Connection, Organization


class ConnectionInline(ReadOnlyStackedInline):
    """The organization's connection, without its secret."""

    model = Connection
    fields = ["type", "client_id", "base_url", "status", "failure", "failing_since", "tested_at"]


@admin.register(Organization)
class OrganizationAdmin(OperatorActionsAdmin):
    """All organizations, including deleted ones."""

    list_display = [
        "name",
        "id",
        "environment",
        "region",
        "owner",
        "created_at",
        "deleted_at",
        "purge_failed_since",
    ]
    list_filter = [
        "environment",
        "region",
        ("deleted_at", admin.EmptyFieldListFilter),
        ("purge_failed_since", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["owner"]
    search_fields = ["id", "name", "owner__username"]
    inlines = [ConnectionInline]
    show_full_result_count = False
