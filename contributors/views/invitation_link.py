"""The link in the email of an invitation, open to everyone who holds it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import AuthenticatedHttpRequest
from accounts.views.session_keys import SESSION_INVITED_EMAIL
from contributors.invitations.links import Invitation, invitation_of
from contributors.invitations.response import is_for
from contributors.models import AccessGrant
from contributors.views.invitation_response import accepted, declined, render_review
from lib import rate_limit


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def link(request: AuthenticatedHttpRequest, token: str) -> HttpResponse:
    """Show the invitation to whoever may accept it, lead to sign-in, or say why the link leads nowhere.

    A POST, which comes from the page of an invitation to another address than the account's, accepts or
    declines it.
    """
    rate_limit.hit(request, "invitation_link")
    invitation = invitation_of(token)
    if invitation is None:
        return render(request, "contributors/invitations/link_ended.html", status=404)
    if not request.user.is_authenticated:
        return _door(request, invitation)
    if is_for(request.user, invitation):
        return redirect(_page_of(invitation))
    if invitation.user_id is not None:
        return render(request, "contributors/invitations/other_account.html", status=403)
    return _respond_for_another_address(request, invitation)


def _door(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Say who invites to what; registration starts with the invited address."""
    if invitation.email:
        request.session[SESSION_INVITED_EMAIL] = invitation.email
    grant = invitation if isinstance(invitation, AccessGrant) else None
    return render(
        request,
        "contributors/invitations/door.html",
        {
            "invitation": invitation,
            "organization": grant.organization if grant else None,
            "team": None if isinstance(invitation, AccessGrant) else invitation.team,
            "unavailable": invitation.user is not None and not invitation.user.is_active,
        },
    )


def _respond_for_another_address(request: AuthenticatedHttpRequest, invitation: Invitation) -> HttpResponse:
    if "decline" in request.GET:
        return declined(request, invitation, by_link=True)
    if request.method == "POST":
        return accepted(request, invitation, by_link=True)
    return render_review(request, invitation)


def _page_of(invitation: Invitation) -> str:
    name = "organization" if isinstance(invitation, AccessGrant) else "team"
    return reverse(f"invitations:{name}", args=[invitation.pk])
