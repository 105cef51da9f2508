"""The members of a team: invited, changed, removed, and leaving by themselves."""

from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import AuthenticatedHttpRequest
from accounts.models import User
from contributors.invitation_forms import PeopleForm
from contributors.invitations.batch import require_size, send_each
from contributors.invitations.candidates import resolve, split
from contributors.invitations.rows import require_team_admin
from contributors.invitations.sending import invite_member, resend, revoke
from contributors.models import TeamMember
from contributors.team_permissions import team_or_404
from contributors.teams import changing, members
from contributors.teams.losses import lost_by_leaving
from lib.form_views import add_errors, render_form


class MemberInviteForm(PeopleForm):
    """Whom to invite to a team."""

    is_admin = forms.BooleanField(
        label="Team admin",
        required=False,
        help_text="Invites and removes members, and accepts for the team what organizations offer.",
    )


@require_http_methods(["GET", "POST"])
def invite(request: AuthenticatedHttpRequest, team_id: str) -> HttpResponse:
    """Invite people by username or email address; those who can't be invited stay with the reason."""
    team = team_or_404(request.user, team_id)
    require_team_admin(request.user, team)
    form = MemberInviteForm(request.POST or None)
    failures: list[tuple[str, str]] = []
    sent = 0
    if form.is_valid():
        pieces = split(form.cleaned_data["people"])
        try:
            require_size(len(pieces))
            if not pieces:
                raise ValidationError({"people": "Enter a username or an email address."})
        except ValidationError as error:
            add_errors(form, error, "people")
        else:
            resolved = resolve(pieces)
            send = partial(
                invite_member,
                team,
                is_admin=form.cleaned_data["is_admin"],
                by=request.user,
                message=form.cleaned_data["message"],
            )
            invited, failed = send_each([*resolved.users, *resolved.addresses], send)
            sent = len(invited)
            failures = [(failure.who, failure.reason) for failure in resolved.failures]
            failures += [(_typed(invitee), reason) for invitee, reason in failed]
            if not failures:
                messages.success(request, f"Invited {sent} {'person' if sent == 1 else 'people'}")
                return redirect("teams:detail", team.pk)
            values = {**form.cleaned_data, "people": ", ".join(who for who, _reason in failures)}
            form = MemberInviteForm(initial=values)
    return render_form(
        request,
        "contributors/teams/invite.html",
        form,
        invalid=bool(form.errors or failures),
        team=team,
        failures=failures,
        sent=sent,
    )


def _typed(invitee: User | str) -> str:
    """Return what stays in the form of someone who was not invited."""
    return invitee if isinstance(invitee, str) else str(invitee.username)


@require_POST
def member(request: AuthenticatedHttpRequest, team_id: str, pk: int) -> HttpResponse:
    """Change, remove, resend or revoke one membership, as the button says."""
    team = team_or_404(request.user, team_id)
    require_team_admin(request.user, team)
    row = get_object_or_404(TeamMember.objects.filter(team=team).select_related("user", "team__owner"), pk=pk)
    name, action = str(row.user or row.email), request.POST.get("action")
    try:
        if action == "admin":
            changing.set_admin(row, True, by=request.user)
            done = f"{name} is a team admin"
        elif action == "member":
            changing.set_admin(row, False, by=request.user)
            done = f"{name} is no longer a team admin"
        elif action == "remove":
            members.remove(row, by=request.user)
            done = f"Removed {name}"
        elif action == "resend":
            resend(row, by=request.user)
            done = f"Sent the invitation of {name} again"
        elif action == "revoke":
            revoke(row, by=request.user)
            done = f"Revoked the invitation of {name}"
        else:
            raise Http404
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect("teams:detail", team.pk)


@require_http_methods(["GET", "POST"])
def leave(request: AuthenticatedHttpRequest, team_id: str) -> HttpResponse:
    """Show what one would lose, and leave the team."""
    team = team_or_404(request.user, team_id)
    error = ""
    if request.method == "POST":
        try:
            members.leave(team, by=request.user)
        except ValidationError as refused:
            error = " ".join(refused.messages)
        else:
            messages.success(request, f"You left {team}")
            return redirect("teams:list")
    return render_form(
        request,
        "contributors/teams/leave.html",
        invalid=bool(error),
        team=team,
        is_owner=team.owner == request.user,
        losses=lost_by_leaving(team, request.user),
        error=error,
    )
