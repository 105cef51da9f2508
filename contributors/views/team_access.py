"""The teams that contribute to an organization: the list, invitations, changes and removal."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import region_of
from contributors.access_changes import AccessChanges
from contributors.access_fields import access_fields
from contributors.access_settings import AccessSettings
from contributors.forms import AccessForm
from contributors.grants.custom_roles import register_custom_roles
from contributors.grants.limits import NotGrantable
from contributors.grants.team_leaving import leave_for_team
from contributors.invitation_forms import message_field
from contributors.invitations.ending import end
from contributors.invitations.sending import invite as send_invitation
from contributors.invitations.sending import resend
from contributors.models import AccessGrant, Team, TeamMember
from contributors.team_permissions import administers
from contributors.teams.search import find_teams
from contributors.views.access import edit_grant
from lib import rate_limit
from lib.form_views import add_errors, render_form
from lib.query_string import search_text
from organizations.http import OrganizationHttpRequest
from organizations.models import Organization
from organizations.permissions import Can
from organizations.views.access import open_organization

REGIONS = {"team-results", "access-form"}


class TeamInviteForm(AccessForm):
    """Which team is invited, with which access."""

    team = forms.CharField(label="Team", max_length=100, error_messages={"required": "Choose a team."})
    message = message_field()


@never_cache
@require_safe
def team_access(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """List the teams that contribute, and to admins those that are invited."""
    organization = open_organization(request, organization_id)
    can_manage = request.user.has_perm(Can.MANAGE, organization)
    grants = _grants(organization) if can_manage else _grants(organization).filter(accepted_at__isnull=False)
    accepted = Count("team__members", filter=Q(team__members__accepted_at__isnull=False))
    joined = TeamMember.objects.accepted().filter(user=request.user).values_list("team", "is_admin")
    mine = dict(joined)
    rows = [
        (grant, owned or grant.team.pk in mine, owned or mine.get(grant.team.pk, False))
        for grant in grants.annotate(member_count=accepted)
        if grant.team
        for owned in [grant.team.owner_id == request.user.pk]
    ]
    context = {"organization": organization, "rows": rows, "can_manage": can_manage}
    return render(request, "contributors/team_access/list.html", context)


@require_http_methods(["GET", "POST"])
def invite(request: OrganizationHttpRequest, organization_id: str) -> HttpResponse:
    """Search a team, choose what it gets, and invite it."""
    organization = open_organization(request, organization_id, Can.MANAGE)
    posted = request.POST if request.method == "POST" else None
    form = TeamInviteForm(posted, organization=organization)
    is_send = posted is not None and "send" in posted
    if is_send and form.is_valid():
        team = Team.objects.filter(pk__iexact=form.cleaned_data["team"]).first()
        try:
            if team is None:
                raise ValidationError({"team": "No team has this ID. Search for it by name."})
            with transaction.atomic():
                register_custom_roles(organization, form.new_custom_roles, by=request.user)
                send_invitation(
                    organization, team, form.wanted, by=request.user, message=form.cleaned_data["message"]
                )
        except (ValidationError, NotGrantable) as error:
            add_errors(form, error)
        else:
            messages.success(request, f"Invited team {team}")
            return redirect("team_access:list", organization.pk)
    search = search_text((posted or request.GET).get("q"))
    if search:
        rate_limit.hit(request, "search")
    return render_form(
        request,
        "contributors/team_access/invite.html" + region_of(request, REGIONS),
        form,
        invalid=is_send,
        organization=organization,
        search=search,
        found=find_teams(organization, search),
        fields=access_fields(organization, request.user, form.wanted),
        changes=AccessChanges(AccessSettings(), form.wanted),
        chosen=posted.get("team", "") if posted else "",
    )


@require_http_methods(["GET", "POST"])
def edit(request: OrganizationHttpRequest, organization_id: str, pk: int) -> HttpResponse:
    """Show and save what a team may do, or what its invitation offers."""
    organization = open_organization(request, organization_id, Can.MANAGE)
    grant = get_object_or_404(_grants(organization), pk=pk)
    return edit_grant(request, organization, grant, reverse("team_access:list", args=[organization.pk]))


@require_http_methods(["GET", "POST"])
def remove(request: OrganizationHttpRequest, organization_id: str, pk: int) -> HttpResponse:
    """Ask, then end the access of a team, or revoke its invitation. Admins of the team leave for it."""
    organization = open_organization(request, organization_id)
    grant = get_object_or_404(_grants(organization), pk=pk)
    if grant.team is None:
        raise Http404
    can_manage = request.user.has_perm(Can.MANAGE, organization)
    if not can_manage and not (grant.is_accepted and administers(request.user, grant.team)):
        raise PermissionDenied(Can.MANAGE)
    error = ""
    if request.method == "POST":
        try:
            done = _end(request, grant, can_manage=can_manage)
        except ValidationError as refused:
            error = " ".join(refused.messages)
        except NotGrantable as refused:
            error = str(refused)
        else:
            messages.success(request, done)
            return redirect(
                "team_access:list" if can_manage else "teams:list", *[organization.pk] * can_manage
            )
    members = grant.team.members.filter(accepted_at__isnull=False).count()
    return render_form(
        request,
        "contributors/team_access/remove.html",
        invalid=bool(error),
        organization=organization,
        grant=grant,
        members=members,
        leaves=not can_manage,
        error=error,
    )


def _end(request: OrganizationHttpRequest, grant: AccessGrant, *, can_manage: bool) -> str:
    """End the access or the invitation, or send it again, and return what was done."""
    if not can_manage:
        leave_for_team(grant, by=request.user)
        return f"Team {grant.team} left"
    if not grant.is_accepted and request.POST.get("action") == "resend":
        resend(grant, by=request.user)
        return f"Sent the invitation of team {grant.team} again"
    done = "Removed" if end(grant, by=request.user) else "Revoked the invitation of"
    return f"{done} team {grant.team}"


def _grants(organization: Organization) -> QuerySet[AccessGrant]:
    grants = AccessGrant.objects.filter(organization=organization, team__isnull=False)
    return grants.select_related("team__owner", "organization__owner", "changed_by", "invited_by").order_by(
        Lower("team__name"), "pk"
    )
