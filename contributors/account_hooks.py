"""What organizations and teams add to the end of an account and to the export of its data."""

from functools import partial
from typing import Any

from django.urls import reverse

from accounts.account_status import register_deactivation_hook
from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from accounts.profile.account_deletion import (
    OwnedResource,
    PendingPurge,
    register_deletion_hook,
    register_ownership_check,
    register_pending_purges,
)
from accounts.profile.data_export import register_section
from contributors.access_settings import AccessSettings
from contributors.effective_access import accepted_grants_filter
from contributors.grants.notices import notify_owner
from contributors.models import AccessGrant, Team, TeamMember
from contributors.teams.notices import tell_admins
from contributors.token_revocation import revoke_all_of
from organizations import deletion
from organizations.connections import dropping
from organizations.models import Environment, Organization, Visit
from organizations.production_requests import completion, overview
from organizations.staging_pairs import pair_of


def register() -> None:
    """Register these functions with `accounts`, which must not import this layer."""
    register_ownership_check(owned_resources)
    register_pending_purges(pending_purges)
    register_section("owned", export_owned)
    register_section("access", export_access)
    register_section("teams", export_teams)
    register_section("visits", export_visits)
    register_section("production_requests", overview.export)
    register_deactivation_hook(revoke_all_of)
    register_deletion_hook(revoke_all_of)
    register_deletion_hook(tell_organizations)
    register_deletion_hook(tell_teams)
    register_deletion_hook(completion.discard_for)
    register_deletion_hook(dropping.drop_for)


def tell_organizations(user: User) -> None:
    """Record in each organization that `user` leaves it, and tell its owner; grants go with the account."""
    grants = AccessGrant.objects.accepted().filter(user=user, organization__deleted_at=None)
    for grant in grants.select_related("organization__owner").order_by("organization"):
        organization = grant.organization
        audit_log.record(Event.CONTRIBUTOR_LEFT, by=user, target=user, organization=organization.pk)
        sentence = f"{user} deleted their account, so they left this organization."
        notify_owner(organization, sentence, by=user)


def tell_teams(user: User) -> None:
    """Record for each team that `user` leaves it, and tell its admins; memberships go with the account."""
    for member in TeamMember.objects.accepted().filter(user=user).select_related("team__owner"):
        team = member.team
        audit_log.record(Event.TEAM_MEMBER_LEFT, by=user, target=team, team=team.name)
        tell_admins(team, f"{user} deleted their account, so they left team {team}.", by=user)


def owned_resources(user: User) -> list[OwnedResource]:
    """Return the organizations and teams that `user` owns, which prevent the deletion of the account."""
    owned = Organization.objects.filter(owner=user, deleted_at=None).order_by("name", "environment")
    teams = Team.objects.filter(owner=user)
    return [*map(_organization, owned), *map(_team, teams)]


def pending_purges(user: User) -> list[PendingPurge]:
    """Return the deleted organizations of `user`, which are purged together with the account."""
    deleted = Organization.objects.filter(owner=user).exclude(deleted_at=None)
    return [
        PendingPurge(item.name, item.pk, item.environment, partial(deletion.purge, item, by=user))
        for item in deleted.select_related("connection").order_by("name", "environment")
    ]


def export_access(user: User) -> list[dict[str, Any]]:
    """Return every access grant of `user`, with its source."""
    grants = AccessGrant.objects.filter(accepted_grants_filter(user)).select_related("team").distinct()
    return [
        {
            "organization": grant.organization_id,
            "source": grant.team.name if grant.team else "direct",
            "roles": grant.roles,
            "admin": grant.is_admin,
            "impersonates": AccessSettings.of(grant).impersonation_kinds,
            "since": grant.accepted_at,
        }
        for grant in grants
    ]


def export_owned(user: User) -> list[dict[str, Any]]:
    """Return the organizations and teams that `user` owns, including deleted ones that are not purged yet."""
    items: list[OwnedResource | PendingPurge] = [*owned_resources(user), *pending_purges(user)]
    return [{"name": item.name, "id": item.id, "environment": item.environment} for item in items]


def export_teams(user: User) -> list[dict[str, Any]]:
    """Return the teams that `user` is in or was invited to."""
    return [
        {
            "team": member.team.name,
            "admin": member.is_admin,
            "invited": member.invited_at,
            "since": member.accepted_at,
        }
        for member in TeamMember.objects.filter(user=user).select_related("team")
    ]


def export_visits(user: User) -> list[dict[str, Any]]:
    """Return when `user` last opened each organization."""
    visits = Visit.objects.filter(user=user)
    return [{"organization": visit.organization_id, "opened_at": visit.visited_at} for visit in visits]


def _organization(organization: Organization) -> OwnedResource:
    pair = pair_of(organization) if organization.environment == Environment.STAGING else None
    # Only then is it transferred and deleted together with its Production.
    in_pair = pair is not None and pair.production.owner_id == organization.owner_id
    others = AccessGrant.objects.filter(organization=organization, accepted_at__isnull=False).count()
    url = "contributors:transfer" if others else "organizations:delete"
    return OwnedResource(
        name=organization.name,
        id=organization.pk,
        environment=organization.environment,
        members="deleted with its Production" if in_pair else _others_label(others),
        action_url="" if in_pair else reverse(url, args=[organization.pk]),
        action_label="Transfer" if others else "Delete",
        destructive=not others,
    )


def _team(team: Team) -> OwnedResource:
    others = TeamMember.objects.accepted().filter(team=team).exclude(user=team.owner).count()
    return OwnedResource(
        name=team.name,
        id=team.pk,
        environment="",
        members=_others_label(others, "member"),
        action_url=reverse("teams:transfer" if others else "teams:delete", args=[team.pk]),
        action_label="Transfer" if others else "Delete",
        destructive=not others,
        noun="team",
    )


def _others_label(count: int, noun: str = "contributor") -> str:
    return {0: "no one else", 1: f"1 {noun}"}.get(count, f"{count} {noun}s")
