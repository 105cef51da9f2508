"""Transfer of a team, and its deletion behind an emailed code: for its owner."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.codes import confirmation
from accounts.codes import one_time as one_time_codes
from accounts.http import AuthenticatedHttpRequest
from contributors.models import Team
from contributors.team_permissions import team_or_404
from contributors.teams import deletion, ownership
from contributors.teams.overview import access_of, members_of
from contributors.teams.permissions import require_owner
from lib.form_views import add_errors, render_form
from lib.plain_text import PlainTextForm
from organizations.views.confirmation import CodeForm

ACTION, RESOURCE = "delete", "team"


class NewOwnerForm(PlainTextForm):
    """The member who becomes the owner."""

    new_owner = forms.IntegerField(label="New owner", error_messages={"required": "Choose a member."})


@require_http_methods(["GET", "POST"])
def transfer(request: AuthenticatedHttpRequest, team_id: str) -> HttpResponse:
    """Choose a member, and make them the owner."""
    team = team_or_404(request.user, team_id)
    require_owner(request.user, team)
    candidates = [row for row in members_of(team).filter(user__is_active=True) if row.user != request.user]
    form = NewOwnerForm(request.POST or None)
    if form.is_valid():
        chosen = form.cleaned_data["new_owner"]
        new_owner = next((row.user for row in candidates if row.user_id == chosen), None)
        try:
            if new_owner is None:
                raise ValidationError({"new_owner": "Choose a member of the team."})
            ownership.transfer(team, new_owner, by=request.user)
        except ValidationError as error:
            add_errors(form, error, "new_owner")
        else:
            messages.success(request, f"Transferred {team} to {new_owner}")
            return redirect("teams:detail", team.pk)
    return render_form(request, "contributors/teams/transfer.html", form, team=team, candidates=candidates)


@require_http_methods(["GET", "POST"])
def delete(request: AuthenticatedHttpRequest, team_id: str) -> HttpResponse:
    """Show what is lost, send a code, and delete the team with it."""
    team = team_or_404(request.user, team_id)
    require_owner(request.user, team)
    form, state = CodeForm(), _state(team)
    if request.POST.get("action") == "send":
        try:
            _send_code(request, team)
        except one_time_codes.CodeLimitReached as limit:
            form = CodeForm(request.POST)
            form.errors.clear()
            form.add_error(None, str(limit))
        else:
            return redirect("teams:delete", team.pk)
    elif request.method == "POST":
        form = CodeForm(request.POST)
        if form.is_valid() and _delete(request, team, form):
            messages.success(request, f"Deleted team {team.name}")
            return redirect("teams:list")
    code = confirmation.pending_code(request.user, ACTION, RESOURCE, team.pk, state=state)
    return render_form(
        request,
        "contributors/teams/delete.html",
        form,
        team=team,
        members=members_of(team).count(),
        grants=access_of(team),
        code=code,
        sent_to=one_time_codes.mask_email(request.user.email),
    )


def _delete(request: AuthenticatedHttpRequest, team: Team, form: CodeForm) -> bool:
    try:
        confirmation.check_code(
            request.user, ACTION, RESOURCE, team.pk, form.cleaned_data["code"], state=_state(team)
        )
        deletion.delete(team, by=request.user)
    except one_time_codes.InvalidCode as error:
        form.add_error("code", str(error))
        return False
    except ValidationError as error:
        add_errors(form, error)
        return False
    return True


def _send_code(request: AuthenticatedHttpRequest, team: Team) -> None:
    members = members_of(team).count()
    people = f"{members} member{'' if members == 1 else 's'}"
    confirmation.send_code(
        request.user,
        ACTION,
        RESOURCE,
        team.pk,
        describe=confirmation.ActionDescription(
            title=f"delete team {team.name}",
            effect=f"deletes team {team}, with what it gives its {people}.",
        ),
        state=_state(team),
    )


def _state(team: Team) -> str:
    """Return what the code depends on: it is no longer valid once the owner changes."""
    return str(team.owner_id)
