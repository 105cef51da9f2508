"""A pending invitation, for those who may invite: its page, sending it again, revoking it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contributors.access_settings import AccessSettings
from contributors.grants.limits import NotGrantable
from contributors.invitations import sending
from contributors.invitations.rows import invitee_name
from contributors.models import AccessGrant
from contributors.views.contributors import list_context
from lib.form_views import render_form
from organizations.http import OrganizationHttpRequest
from organizations.models import Organization
from organizations.permissions import Can
from organizations.views.access import open_organization


@never_cache
@require_GET
def detail(request: OrganizationHttpRequest, organization_id: str, pk: int) -> HttpResponse:
    """Show whom an invitation is for, everything it grants, and until when it can be accepted."""
    organization, invitation = _open(request, organization_id, pk)
    return _render(request, invitation) if invitation else ended(request, organization)


@require_POST
def resend(request: OrganizationHttpRequest, organization_id: str, pk: int) -> HttpResponse:
    """Send an invitation again; the page says so, or why not."""
    organization, invitation = _open(request, organization_id, pk)
    if invitation is None:
        return ended(request, organization)
    try:
        sending.resend(invitation, by=request.user)
    except ValidationError as error:
        return _render(request, invitation, problem=" ".join(error.messages))
    except NotGrantable as error:
        return _render(request, invitation, problem=str(error))
    messages.success(request, f"Sent the invitation of {invitee_name(invitation)} again")
    return redirect("invitations:detail", organization_id, pk)


@never_cache
@require_http_methods(["GET", "POST"])
def revoke(request: OrganizationHttpRequest, organization_id: str, pk: int) -> HttpResponse:
    """Ask whether to revoke an invitation, and revoke it."""
    organization, invitation = _open(request, organization_id, pk)
    if invitation is None:
        return ended(request, organization)
    problem = ""
    if request.method == "POST":
        try:
            sending.revoke(invitation, by=request.user)
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            messages.success(request, f"Revoked the invitation of {invitee_name(invitation)}")
            return redirect("contributors:list", organization_id)
    return _render(request, invitation, problem=problem, revokes=not problem)


def ended(request: OrganizationHttpRequest, organization: Organization) -> HttpResponse:
    """Render that an invitation was accepted, declined or revoked meanwhile, with the way to the list."""
    return render(request, "contributors/invitations/ended.html", {"organization": organization}, status=404)


def _open(
    request: OrganizationHttpRequest, organization_id: str, pk: int
) -> tuple[Organization, AccessGrant | None]:
    """Return an organization in which the user may invite, with the pending or expired invitation if any.

    Raises:
        Http404: if the user may not see the organization.
        PermissionDenied: if the user may not invite there.
    """
    organization = open_organization(request, organization_id, Can.MANAGE)
    rows = AccessGrant.objects.filter(organization=organization, accepted_at=None, pk=pk)
    return organization, rows.select_related(
        "organization", "user", "team", "invited_by", "changed_by"
    ).first()


def _render(
    request: OrganizationHttpRequest, invitation: AccessGrant, *, problem: str = "", revokes: bool = False
) -> HttpResponse:
    return render_form(
        request,
        "contributors/invitations/detail.html",
        **list_context(request, invitation.organization),
        invalid=bool(problem),
        organization=invitation.organization,
        invitation=invitation,
        invitee=invitee_name(invitation),
        access=AccessSettings.of(invitation),
        problem=problem,
        revokes=revokes,
    )
