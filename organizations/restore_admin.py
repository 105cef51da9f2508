"""Restores in the operators' admin: to look at. Captures and OrderCloud's words stay where they are."""

from django.contrib import admin

from organizations.restore_models import (
    DeliveryTry,
    Restore,
    RestoreFinding,
    RestoreStep,
    StagingRestoreWebhook,
    WebhookDelivery,
)
from organizations.restore_permission_models import RestorePermission


class LookOnlyRows:
    """Neither added nor changed nor deleted here."""

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class StepInline(LookOnlyRows, admin.TabularInline):
    """How far each resource came."""

    model = RestoreStep
    fields = ["phase", "resource", "planned", "done", "failed", "records", "earlier", "finished", "changed"]
    extra = 0


@admin.register(Restore)
class RestoreAdmin(LookOnlyRows, admin.ModelAdmin):
    """Every run, with who carries it."""

    list_display = ["id", "pair", "slot", "state", "origin", "started", "ended", "writes", "failed"]
    list_filter = ["state", "origin"]
    list_select_related = ["pair"]
    search_fields = ["pair__staging__id", "pair__production__id"]
    date_hierarchy = "created"
    # The figures, one entry a resource, stand in the report of the run.
    exclude = ["figures"]
    inlines = [StepInline]
    show_full_result_count = False


@admin.register(RestoreFinding)
class RestoreFindingAdmin(LookOnlyRows, admin.ModelAdmin):
    """Records that are not like Production's."""

    list_display = ["restore_id", "kind", "resource", "record", "why"]
    list_filter = ["kind", "why"]
    search_fields = ["restore__pair__staging__id", "resource", "record"]
    fields = ["restore", "kind", "resource", "record", "why", "differing"]
    show_full_result_count = False

    @admin.display(description="Fields")
    def differing(self, finding: RestoreFinding) -> str:
        return ", ".join(str(name) for name in finding.fields) or "The whole record"


@admin.register(StagingRestoreWebhook)
class StagingRestoreWebhookAdmin(LookOnlyRows, admin.ModelAdmin):
    """Who is called after a restore; the hash key is not shown."""

    list_display = ["organization_id", "url", "active", "changed"]
    search_fields = ["organization__id", "url"]
    fields = ["organization", "url", "active", "changed"]


class TryInline(LookOnlyRows, admin.TabularInline):
    """Each call and its answer."""

    model = DeliveryTry
    fields = ["at", "seconds", "status", "outcome"]
    extra = 0


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(LookOnlyRows, admin.ModelAdmin):
    """Promised calls."""

    list_display = ["event_id", "webhook", "created", "tries", "next_try", "delivered"]
    list_select_related = ["webhook"]
    search_fields = ["webhook__organization__id", "event_id"]
    inlines = [TryInline]
    show_full_result_count = False


@admin.register(RestorePermission)
class RestorePermissionAdmin(LookOnlyRows, admin.ModelAdmin):
    """Which pairs of two owners may be restored, and who allowed it."""

    list_display = ["pair", "granted_by", "granted_at", "revoked_by", "revoked_at"]
    list_filter = [("revoked_at", admin.EmptyFieldListFilter)]
    list_select_related = ["pair", "granted_by", "revoked_by"]
    search_fields = ["pair__staging__id", "pair__production__id", "granted_by__username"]
    fields = ["pair", "granted_by", "granted_at", "revoked_by", "revoked_at"]
    show_full_result_count = False
