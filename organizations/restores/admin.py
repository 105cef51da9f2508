"""Restores in the admin, read-only. Captures and OrderCloud's messages are not shown."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.operators import Operator, user_in_admin
from lib.admin import ReadOnlyAdmin, ReadOnlyInline
from organizations.models import StagingPair
from organizations.restores import pair_schedule
from organizations.restores.forms import ScheduleForm
from organizations.restores.models import (
    DeliveryAttempt,
    EventWebhook,
    Restore,
    RestoreFinding,
    RestorePermission,
    RestoreStep,
    StagingRestoreWebhook,
    WebhookDelivery,
)


class StepInline(ReadOnlyInline):
    """The progress of each resource."""

    model = RestoreStep
    fields = [
        "phase",
        "resource",
        "planned",
        "done",
        "failed",
        "records",
        "done_by_previous_holders",
        "finished",
        "updated_at",
    ]


@admin.register(Restore)
class RestoreAdmin(ReadOnlyAdmin):
    """All runs with their lease."""

    list_display = ["id", "pair", "slot", "state", "trigger", "started_at", "ended_at", "writes", "failed"]
    list_filter = ["state", "trigger"]
    list_select_related = ["pair"]
    search_fields = ["pair__staging__id", "pair__production__id"]
    date_hierarchy = "created_at"
    # The counts of each resource are in the report of the run.
    exclude = ["resource_counts"]
    inlines = [StepInline]
    show_full_result_count = False


@admin.register(RestoreFinding)
class RestoreFindingAdmin(ReadOnlyAdmin):
    """Records that a run changed or that differ from Production's."""

    list_display = ["restore_id", "type", "resource", "record_path", "reason"]
    list_filter = ["type", "reason"]
    search_fields = ["restore__pair__staging__id", "resource", "record_path"]
    fields = ["restore", "type", "resource", "record_path", "reason", "field_names"]
    show_full_result_count = False

    @admin.display(description="Fields")
    def field_names(self, finding: RestoreFinding) -> str:
        return ", ".join(str(name) for name in finding.fields) or "The whole record"


@admin.register(StagingRestoreWebhook)
class StagingRestoreWebhookAdmin(ReadOnlyAdmin):
    """The restore webhooks without their hash keys."""

    list_display = ["organization_id", "url", "active", "updated_at"]
    search_fields = ["organization__id", "url"]
    fields = ["organization", "url", "active", "updated_at"]


@admin.register(EventWebhook)
class EventWebhookAdmin(ReadOnlyAdmin):
    """The event webhooks without their secrets."""

    list_display = ["organization_id", "url", "active", "failing_since", "disabled_at"]
    list_filter = ["active"]
    search_fields = ["organization__id", "url", "description"]
    fields = [
        "organization",
        "url",
        "description",
        "events",
        "active",
        "failing_since",
        "disabled_at",
        "created_at",
        "updated_at",
    ]


class DeliveryAttemptInline(ReadOnlyInline):
    """The attempts of a delivery and their responses."""

    model = DeliveryAttempt
    fields = ["attempted_at", "seconds", "status", "outcome"]


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnlyAdmin):
    """Deliveries of the webhooks of restores."""

    list_display = ["event_id", "event", "receiver", "created_at", "attempt_count", "delivered_at"]
    list_select_related = ["webhook", "event_webhook"]
    search_fields = ["webhook__organization__id", "event_webhook__organization__id", "event_id"]
    inlines = [DeliveryAttemptInline]
    show_full_result_count = False


@admin.register(RestorePermission)
class RestorePermissionAdmin(ReadOnlyAdmin):
    """Permissions to restore pairs with two owners."""

    list_display = ["pair", "granted_by", "granted_at", "revoked_by", "revoked_at"]
    list_filter = [("revoked_at", admin.EmptyFieldListFilter)]
    list_select_related = ["pair", "granted_by", "revoked_by"]
    search_fields = ["pair__staging__id", "pair__production__id", "granted_by__username"]
    fields = ["pair", "granted_by", "granted_at", "revoked_by", "revoked_at"]
    show_full_result_count = False


@admin.register(StagingPair)
class StagingPairAdmin(admin.ModelAdmin):
    """Staging pairs and their schedule."""

    form = ScheduleForm
    list_display = ["staging", "production", "day", "time", "schedule_enabled", "linked_at"]
    list_select_related = ["staging", "production"]
    list_filter = ["schedule_enabled"]
    search_fields = ["staging__id", "production__id"]
    fields = ["staging", "production", "weekday", "hour", "schedule_enabled", "linked_at"]
    readonly_fields = ["staging", "production", "linked_at"]

    @admin.display(ordering="weekday")
    def day(self, pair: StagingPair) -> str:
        return pair_schedule.WEEKDAYS[pair.weekday]

    @admin.display(ordering="hour", description="Time (UTC)")
    def time(self, pair: StagingPair) -> str:
        return f"{pair.hour:02}:00"

    def save_model(self, request: HttpRequest, obj: StagingPair, form: ScheduleForm, change: bool) -> None:
        pair_schedule.update(obj, by=Operator(user_in_admin(request)), **form.cleaned_data)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
