"""Periodic tasks in the operator admin: read-only, apart from turning them on and off."""

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django_celery_beat.models import PeriodicTask

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.operators import user_in_admin


@admin.register(PeriodicTask)
class PeriodicTaskAdmin(admin.ModelAdmin):
    """The portal's own tasks. Their schedules are fixed; an operator may pause a task."""

    list_display = ["name", "enabled", "schedule", "last_run_at", "total_run_count"]
    list_select_related = ["interval", "crontab"]
    fields = ["name", "description", "schedule", "last_run_at", "total_run_count", "enabled"]
    readonly_fields = ["name", "description", "schedule", "last_run_at", "total_run_count"]

    @admin.display(description="Runs")
    def schedule(self, task: PeriodicTask) -> str:
        return str(task.schedule) if task.schedule else ""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: PeriodicTask | None = None) -> bool:
        return False

    def save_model(
        self,
        request: HttpRequest,
        obj: PeriodicTask,
        form: ModelForm,
        change: bool,
    ) -> None:
        super().save_model(request, obj, form, change)
        if "enabled" in form.changed_data:
            event = Event.PERIODIC_TASK_ENABLED if obj.enabled else Event.PERIODIC_TASK_DISABLED
            audit_log.record(event, by=user_in_admin(request), target=obj)
