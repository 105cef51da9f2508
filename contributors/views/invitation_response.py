"""Pages of the invited person, who finds the invitation by their account: review, accept, decline."""

from functools import reduce
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthenticatedHttpRequest
from accounts.models import User
from contributors.access_settings import AccessSettings
from contributors.invitation_forms import DeclineForm
from contributors.invitations import response
from contributors.invitations.links import Invitation
from contributors.invitations.rows import target_name
from contributors.models import AccessGrant, TeamMember
from lib import next_url
from lib.form_views import add_errors, render_form

Model = type[AccessGrant] | type[TeamMember]


@never_cache
@require_GET
def review(request: AuthenticatedHttpRequest, pk: int, model: Model) -> HttpResponse:
    """Show everything that an invitation grants."""
    invitation = _find(request.user, model, pk)
    return render_review(request, invitation) if invitation else _ended(request)


@never_cache
@require_POST
def accept(request: AuthenticatedHttpRequest, pk: int, model: Model) -> HttpResponse:
    """Accept an invitation, and go to what it leads to."""
    invitation = _find(request.user, model, pk)
    return accepted(request, invitation) if invitation else _ended(request)


@never_cache
@require_http_methods(["GET", "POST"])
def decline(request: AuthenticatedHttpRequest, pk: int, model: Model) -> HttpResponse:
    """Ask for a word to the inviter, which may be empty, and decline an invitation."""
    invitation = _find(request.user, model, pk)
    return declined(request, invitation) if invitation else _ended(request)


def render_review(
    request: AuthenticatedHttpRequest, invitation: Invitation, problem: str = ""
) -> HttpResponse:
    """Render the page of an invitation; with `problem`, why it was not accepted."""
    return render_form(
        request,
        "contributors/invitations/review.html",
        invalid=bool(problem),
        problem=problem,
        **_context(request, invitation),
    )


def accepted(
    request: AuthenticatedHttpRequest, invitation: Invitation, *, by_link: bool = False
) -> HttpResponse:
    """Accept for the user, and return the redirect to the organization, the team, or the requested page."""
    try:
        relation = response.accept(invitation, by=request.user, by_link=by_link)
    except ValidationError as error:
        return render_review(request, invitation, " ".join(error.messages))
    team = relation.team if isinstance(relation, AccessGrant) else None
    messages.success(request, f"{f'Team {team}' if team else 'You'} joined {target_name(relation)}")
    return redirect(next_url.requested(request) or _url_of(relation))


def declined(
    request: AuthenticatedHttpRequest, invitation: Invitation, *, by_link: bool = False
) -> HttpResponse:
    """Decline for the user and return the redirect home, or render the page that asks for a word."""
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            response.decline(invitation, by=request.user, note=form.cleaned_data["note"], by_link=by_link)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, f"Declined the invitation to {target_name(invitation)}")
            return redirect(next_url.url_or_home(""))
    return render_form(
        request, "contributors/invitations/decline.html", form, **_context(request, invitation)
    )


def _context(request: AuthenticatedHttpRequest, invitation: Invitation) -> dict[str, Any]:
    grant = invitation if isinstance(invitation, AccessGrant) else None
    kind = "organization" if grant else "team"
    together = None if invitation.is_expired else response.accepted_together(invitation, request.user)
    offers = [invitation, together] if together else [invitation]
    grants = [AccessSettings.of(offer) for offer in offers if isinstance(offer, AccessGrant)]
    other_account = not response.is_for(request.user, invitation)  # who came by the link
    return {
        "invitation": invitation,
        "organization": grant.organization if grant else None,
        "team": invitation.team,
        "access": reduce(AccessSettings.union, grants) if grants else None,
        "is_admin": any(offer.is_admin for offer in offers),
        "together": together,
        "other_account": other_account,
        "review_url": request.path if other_account else reverse(f"invitations:{kind}", args=[invitation.pk]),
        "accept_url": request.path
        if other_account
        else reverse(f"invitations:accept_{kind}", args=[invitation.pk]),
        "decline_url": f"{request.path}?decline"
        if other_account
        else reverse(f"invitations:decline_{kind}", args=[invitation.pk]),
    }


def _find(user: User, model: Model, pk: int) -> Invitation | None:
    """Return the invitation for `user`; None also if it is someone else's, or the organization is deleted."""
    rows: Any = model.objects.filter(pk=pk, accepted_at=None)
    if model is AccessGrant:
        rows = rows.filter(organization__deleted_at=None)
        rows = rows.select_related("organization__owner", "team__owner", "user", "invited_by")
    else:
        rows = rows.select_related("team__owner", "user", "invited_by")
    invitation: Invitation | None = rows.first()
    return invitation if invitation and response.is_for(user, invitation) else None


def _ended(request: AuthenticatedHttpRequest) -> HttpResponse:
    return render(request, "contributors/invitations/ended.html", status=404)


def _url_of(relation: Invitation) -> str:
    """Return where an accepted invitation leads."""
    if isinstance(relation, AccessGrant):
        return reverse("organizations:detail", args=[relation.organization_id])
    return reverse("teams:detail", args=[relation.team_id])
