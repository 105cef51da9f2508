"""Organizations in the operators' admin: to look at; what changes them are the portal's own acts."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from lib.admin import ReadOnlyAdmin, ReadOnlyStackedInline
from organizations import deletion
from organizations.admin_forms import UndeleteForm
from organizations.models import Connection, Organization


class ConnectionInline(ReadOnlyStackedInline):
    """How the portal reaches the organization; the secret stays where it is."""

    model = Connection
    fields = ["type", "client_id"]


@admin.register(Organization)
class OrganizationAdmin(ReadOnlyAdmin):
    """Every organization, the deleted ones too."""

    list_display = ["name", "id", "environment", "region", "owner", "created_at", "deleted_at"]
    list_filter = ["environment", "region", ("deleted_at", admin.EmptyFieldListFilter)]
    list_select_related = ["owner"]
    search_fields = ["id", "name", "owner__username"]
    inlines = [ConnectionInline]
    show_full_result_count = False

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.undelete)
        return [
            path("<path:object_id>/bring-back/", view, name="organizations_organization_bring_back"),
            *super().get_urls(),
        ]

    def undelete(self, request, object_id: str) -> HttpResponseBase:
        """Asks for the reason, and undoes the deletion."""
        organization = self.get_object(request, object_id)
        if not self.has_view_permission(request, organization):
            raise PermissionDenied
        if organization is None or organization.deleted_at is None:
            raise Http404
        form = UndeleteForm(request.POST or None)
        if form.is_valid():
            try:
                back = deletion.undelete(organization, by=request.user, reason=form.cleaned_data["reason"])
            except ValidationError as error:
                form.add_error(None, error)
            else:
                names = " and ".join(row.pk for row in back)
                messages.success(request, f"Brought back: {names}.")
                return redirect("admin:organizations_organization_change", object_id)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": organization,
            "title": f"Bring back {organization}",
            "form": form,
            "returning": deletion.deleted_together(organization),
            "cancel_url": reverse("admin:organizations_organization_change", args=[organization.pk]),
        }
        status = 422 if form.is_bound else 200
        return TemplateResponse(
            request, "admin/organizations/organization/bring_back.html", context, status=status
        )
