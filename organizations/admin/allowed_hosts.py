"""Allowed hosts in the operator admin: added and removed, never changed."""

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from accounts.operators import Operator, user_in_admin
from organizations.admin_forms import AllowedHostForm
from organizations.connections import allowed_hosts
from organizations.models import AllowedHost


@admin.register(AllowedHost)
class AllowedHostAdmin(admin.ModelAdmin):
    """The hosts that connections may have besides OrderCloud's own."""

    form = AllowedHostForm
    list_display = ["host", "note", "created_at"]
    fields = ["host", "note"]
    search_fields = ["host", "note"]
    show_full_result_count = False

    def has_change_permission(self, request: HttpRequest, obj: AllowedHost | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: AllowedHost, form: ModelForm, change: bool) -> None:
        added = allowed_hosts.allow(obj.host, note=obj.note, by=_operator(request))
        obj.pk, obj.host = added.pk, added.host

    def delete_model(self, request: HttpRequest, obj: AllowedHost) -> None:
        allowed_hosts.disallow(obj, by=_operator(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[AllowedHost]) -> None:
        for host in queryset:
            self.delete_model(request, host)


def _operator(request: HttpRequest) -> Operator:
    return Operator(user_in_admin(request))
