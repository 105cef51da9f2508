"""The pair in the settings of an organization: link it by hand, and unlink it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from organizations import pairing
from organizations.http import OrganizationHttpRequest
from organizations.models import Environment, Organization
from organizations.permissions import Can
from organizations.staging_pairs import pair_of
from organizations.views.access import open_organization


@require_POST
def link(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Link the organization to the chosen one."""
    organization = _open(request, organization_id)
    chosen = request.POST.get("other", "")
    other = next((item for item in pairing.linkable(organization, request.user) if item.pk == chosen), None)
    if other is None:
        messages.error(request, "Select an organization that you own and that isn't linked yet.")
        return redirect("organizations:settings", organization.pk)
    try:
        pairing.link_by_hand(organization, other, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, f"Linked {organization.pk} and {other.pk}")
    return redirect("organizations:settings", organization.pk)


@require_http_methods(["GET", "POST"])
def unlink(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Ask before separating the pair, and separate it."""
    organization = _open(request, organization_id)
    pair = pair_of(organization)
    if pair is None:
        raise Http404("The organization isn't linked.")
    if not pairing.can_unlink(pair, request.user):
        raise PermissionDenied("Only who manages both organizations, or the owner of one, can unlink them.")
    if request.method == "POST":
        pairing.unlink(pair, by=request.user)
        messages.success(request, f"Unlinked {organization.pk}")
        return redirect("organizations:settings", organization.pk)
    other = _other(organization, pair.staging, pair.production)
    visible = other if request.user.has_perm(Can.VIEW, other) else None
    return render(request, "organizations/unlink.html", {"organization": organization, "other": visible})


def _open(request: OrganizationHttpRequest, organization_id: str) -> Organization:
    """Return the organization, whose pair is changed by those who also manage its connection.

    Raises:
        PermissionDenied: the user may not; it says so of the pair.
    """
    organization = open_organization(request, organization_id)
    if not request.user.has_perm(Can.CONNECT, organization):
        reason = "Only the owner and admins can link and unlink this organization."
        raise PermissionDenied(f"{reason} The owner is {organization.owner}.")
    return organization


def _other(organization: Organization, staging: Organization, production: Organization) -> Organization:
    return production if organization.environment == Environment.STAGING else staging
