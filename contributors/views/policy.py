"""What admins may grant: a page for the owner."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from contributors.grants.policy import admins_are_limited, limit_admins
from organizations.http import OrganizationHttpRequest
from organizations.permissions import Can
from organizations.views.access import open_organization


@require_http_methods(["GET", "POST"])
def policy(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Show and save whether admins grant only what they hold."""
    organization = open_organization(request, organization_id, Can.LIMIT_ADMINS)
    if request.method == "POST":
        limit_admins(organization, request.POST.get("limited") == "1", by=request.user)
        messages.success(request, "Saved what admins may grant")
        return redirect("organizations:settings", organization.pk)
    context = {"organization": organization, "limited": admins_are_limited(organization)}
    return render(request, "contributors/policy.html", context)
