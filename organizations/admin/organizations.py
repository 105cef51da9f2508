"""Organizations in the operator admin, read-only apart from the portal's own actions."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from accounts.http import AuthenticatedHttpRequest
from accounts.operators import Operator
from lib.admin import ReadOnlyAdmin, ReadOnlyStackedInline
from organizations import deletion
from organizations.admin_forms import UndeleteForm
from organizations.models import Connection, Organization


class ConnectionInline(ReadOnlyStackedInline):
    """The organization's connection, without its secret."""

    model = Connection
    fields = ["type", "client_id"]


@admin.register(Organization)
class OrganizationAdmin(ReadOnlyAdmin):
    """All organizations, including deleted ones."""

    list_display = ["name", "id", "environment", "region", "owner", "created_at", "deleted_at"]
    list_filter = ["environment", "region", ("deleted_at", admin.EmptyFieldListFilter)]
    list_select_related = ["owner"]
    search_fields = ["id", "name", "owner__username"]
    inlines = [ConnectionInline]
    show_full_result_count = False

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.undelete)
        return [
            path("<path:object_id>/undelete/", view, name="organizations_organization_undelete"),
            *super().get_urls(),
        ]

    def undelete(self, request: AuthenticatedHttpRequest, object_id: str) -> HttpResponseBase:
        """Ask for the reason, then undo the deletion."""
        organization = self.get_object(request, object_id)
        if not self.has_view_permission(request, organization):
            raise PermissionDenied
        if organization is None or organization.deleted_at is None:
            raise Http404
        form = UndeleteForm(request.POST or None)
        if form.is_valid():
            try:
                operator = Operator(request.user, form.cleaned_data["reason"])
                undeleted = deletion.undelete(organization, by=operator)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                names = " and ".join(row.pk for row in undeleted)
                messages.success(request, f"Restored {names}.")
                return redirect("admin:organizations_organization_change", object_id)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": organization,
            "title": f"Restore {organization}",
            "form": form,
            "organizations": deletion.deleted_together(organization),
            "cancel_url": reverse("admin:organizations_organization_change", args=[organization.pk]),
        }
        status = 422 if form.is_bound else 200
        return TemplateResponse(
            request, "admin/organizations/organization/undelete.html", context, status=status
        )
