"""The teams of a user: the list, creation, and one team with its members and its access."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import AuthenticatedHttpRequest, wants_region
from contributors.invitations.pending import pending_teams_for
from contributors.invitations.rows import require_team_admin
from contributors.team_permissions import administers, team_or_404
from contributors.teams import changing, creation
from contributors.teams.losses import lost_by_leaving
from contributors.teams.overview import (
    access_of,
    invited_members,
    members_of,
    owned_since,
    requests_of,
    teams_of,
)
from lib.form_views import add_errors, render_form
from lib.plain_text import PlainTextForm
from lib.query_string import search_text, whole_number

PAGE_SIZE = 50
SHOWN_ORGANIZATIONS = 4


class TeamForm(PlainTextForm):
    """The name of a team, and whether others find it."""

    name = forms.CharField(
        label="Name",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter a name."},
    )
    exclude_from_search = forms.BooleanField(
        label="Hide from search",
        required=False,
        help_text="Organizations that invite this team then need its exact ID.",
    )


@never_cache
@require_safe
def team_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    """List the teams that the user is in, with invitations to others."""
    search = search_text(request.GET.get("search"))
    paginator: Paginator[Any] = Paginator(teams_of(request.user, search), PAGE_SIZE)
    context = {
        "search": search,
        "page": paginator.get_page(whole_number(request.GET.get("page")) or 1),
        "invitations": pending_teams_for(request.user),
    }
    return render(
        request, "contributors/teams/list.html" + ("#teams" if wants_region(request) else ""), context
    )


@require_http_methods(["GET", "POST"])
def create(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Create a team."""
    form = TeamForm(request.POST or None)
    if form.is_valid():
        values = form.cleaned_data
        try:
            team = creation.create(
                values["name"], owner=request.user, exclude_from_search=values["exclude_from_search"]
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, f"Created team {team}")
            return redirect("teams:detail", team.pk)
    return render_form(request, "contributors/teams/create.html", form)


@never_cache
@require_safe
def detail(request: AuthenticatedHttpRequest, team_id: str) -> HttpResponse:
    """Show who is in the team, and what it gives where."""
    team = team_or_404(request.user, team_id)
    is_admin = administers(request.user, team)
    search = search_text(request.GET.get("search"))
    paginator: Paginator[Any] = Paginator(members_of(team, search), PAGE_SIZE)
    grants = access_of(team)
    shows_all = request.GET.get("access") == "all"
    losses = lost_by_leaving(team, request.user)
    context = {
        "team": team,
        "is_admin": is_admin,
        "is_owner": team.owner == request.user,
        "owned_since": owned_since(team),
        "search": search,
        "members": paginator.get_page(whole_number(request.GET.get("page")) or 1),
        "member_count": members_of(team).count(),
        "invited": invited_members(team, search) if is_admin else [],
        "requests": requests_of(team) if is_admin else [],
        "grants": grants if shows_all else grants[:SHOWN_ORGANIZATIONS],
        "grant_count": len(grants),
        "hidden_count": 0 if shows_all else max(0, len(grants) - SHOWN_ORGANIZATIONS),
        "loss": _loss(losses),
    }
    template = "contributors/teams/detail.html" + ("#members" if wants_region(request) else "")
    return render(request, template, context)


@require_http_methods(["GET", "POST"])
def edit(request: AuthenticatedHttpRequest, team_id: str) -> HttpResponse:
    """Rename the team or hide it from search; the owner finds transfer and deletion here."""
    team = team_or_404(request.user, team_id)
    require_team_admin(request.user, team)
    initial = {"name": team.name, "exclude_from_search": team.exclude_from_search}
    form = TeamForm(request.POST or None, initial=initial)
    if form.is_valid():
        values = form.cleaned_data
        try:
            changing.rename(team, values["name"], by=request.user)
            changing.set_excluded_from_search(team, values["exclude_from_search"], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, f"Saved team {team}")
            return redirect("teams:detail", team.pk)
    is_owner = team.owner == request.user
    return render_form(request, "contributors/teams/edit.html", form, team=team, is_owner=is_owner)


def _loss(losses: list[tuple[Any, list[str]]]) -> str:
    """Return what one loses by leaving: "11 roles in 4 organizations"; empty when nothing is lost."""
    lost = [rights for _organization, rights in losses if rights]
    if not lost:
        return ""
    rights, places = sum(map(len, lost)), len(lost)
    return f"{rights} right{'s' if rights > 1 else ''} in {places} organization{'s' if places > 1 else ''}"
