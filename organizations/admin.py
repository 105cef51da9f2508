"""Organizations in the operators' admin: to look at; what changes them are the portal's own acts."""

from django.contrib import admin

from organizations.models import Connection, Organization, StagingPair
from organizations.restore_admin import LookOnlyRows


class LookOnly(LookOnlyRows, admin.ModelAdmin):
    """Rows that are read here and made elsewhere."""


class ConnectionInline(admin.StackedInline):
    """How the portal reaches the organization; the secret stays where it is."""

    model = Connection
    fields = ["kind", "identity"]
    extra = 0
    can_delete = False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Organization)
class OrganizationAdmin(LookOnly):
    """Every organization, the deleted ones too."""

    list_display = ["name", "id", "environment", "region", "owner", "created", "deleted_at"]
    list_filter = ["environment", "region", ("deleted_at", admin.EmptyFieldListFilter)]
    list_select_related = ["owner"]
    search_fields = ["id", "name", "owner__username"]
    inlines = [ConnectionInline]
    show_full_result_count = False


@admin.register(StagingPair)
class StagingPairAdmin(admin.ModelAdmin):
    """Which Staging is restored from which Production, and when."""

    list_display = ["staging", "production", "weekday", "hour", "active", "linked"]
    list_select_related = ["staging", "production"]
    list_filter = ["active"]
    search_fields = ["staging__id", "production__id"]
    readonly_fields = ["staging", "production", "linked"]

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
