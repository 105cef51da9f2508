"""Quotas in the operator admin: everyone's, and those of single users."""

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from accounts.operators import user_in_admin
from organizations import quotas
from organizations.admin_forms import QuotaForm
from organizations.models import Quota


@admin.register(Quota)
class QuotaAdmin(admin.ModelAdmin):
    """Sets how many organizations and open requests a user may have."""

    form = QuotaForm
    list_display = ["__str__", "sandbox_organizations", "open_requests"]
    list_select_related = ["user"]
    search_fields = ["user__username", "user__email"]
    show_full_result_count = False

    def get_readonly_fields(self, request: HttpRequest, obj: Quota | None = None) -> list[str]:
        return ["user"] if obj else []

    def save_model(self, request: HttpRequest, obj: Quota, form: ModelForm, change: bool) -> None:
        quotas.save(obj, by=user_in_admin(request))

    def delete_model(self, request: HttpRequest, obj: Quota) -> None:
        quotas.remove(obj, by=user_in_admin(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Quota]) -> None:
        for quota in queryset:
            self.delete_model(request, quota)
