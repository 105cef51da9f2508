"""What keeps somebody from deleting their account, and what the file of their data holds of their rights."""

from functools import partial

from django.db.models import F
from django.urls import reverse

from accounts.profile.account_deletion import (
    OwnedResource,
    PendingPurge,
    register_ownership_check,
    register_pending_purges,
)
from accounts.profile.data_export import register_section
from contributors.effective_access import grants_reaching
from contributors.models import AccessGrant, Team, TeamMember
from organizations import deletion
from organizations.models import Environment, Organization, Visit


def register() -> None:
    """Tells the floor of people whom to ask."""
    register_ownership_check(owned_resources)
    register_pending_purges(pending_purges)
    register_section("owns", export_owned)
    register_section("rights", export_access)
    register_section("teams", export_teams)
    register_section("opened_last", export_visits)


def owned_resources(user) -> list[OwnedResource]:
    """The organizations and teams that `user` owns; a Staging half goes with its Production."""
    owned = Organization.objects.filter(owner=user, deleted_at=None).order_by("name", "environment")
    teams = Team.objects.filter(owner=user)
    return [_organization(one) for one in owned] + [_team(one) for one in teams]


def pending_purges(user) -> list[PendingPurge]:
    """The deleted organizations of `user`, which nobody can bring back once the account is gone."""
    deleted = Organization.objects.filter(owner=user).exclude(deleted_at=None)
    return [
        PendingPurge(one.name, one.pk, one.environment, partial(deletion.purge, one, by=user))
        for one in deleted.select_related("connection").order_by("name", "environment")
    ]


def export_access(user) -> list[dict]:
    """Every access that reaches `user`, with its source."""
    reached = AccessGrant.objects.filter(grants_reaching(user)).select_related("team").distinct()
    return [
        {
            "organization": access.organization_id,
            "source": access.team.name if access.team else "direct",
            "roles": access.roles,
            "admin": access.is_admin,
            "impersonates": [
                kind for kind in ("seller", "supplier", "buyer") if getattr(access, f"impersonate_{kind}")
            ],
            "since": access.accepted_at,
        }
        for access in reached
    ]


def export_owned(user) -> list[dict]:
    """The organizations and teams that `user` owns, deleted ones that are not purged yet included."""
    owned = [*owned_resources(user), *pending_purges(user)]
    return [{"name": one.name, "id": one.id, "environment": one.environment} for one in owned]


def export_teams(user) -> list[dict]:
    """The teams that `user` is in or was invited to."""
    return [
        {
            "team": member.team.name,
            "admin": member.is_admin,
            "invited": member.invited_at,
            "since": member.accepted_at,
        }
        for member in TeamMember.objects.filter(user=user).select_related("team")
    ]


def export_visits(user) -> list[dict]:
    """When `user` last opened which organization."""
    return list(Visit.objects.filter(user=user).values("organization", opened_at=F("visited_at")))


def _organization(organization: Organization) -> OwnedResource:
    half = organization.environment == Environment.STAGING and hasattr(organization, "pair_as_staging")
    others = AccessGrant.objects.filter(organization=organization, accepted_at__isnull=False).count()
    return OwnedResource(
        name=organization.name,
        id=organization.pk,
        environment=organization.environment,
        members="goes with its Production" if half else _others_label(others),
        action_url="" if half else reverse("organizations:settings", args=[organization.pk]),
        action_label="Transfer" if others else "Delete",
        destructive=not others,
    )


def _team(team: Team) -> OwnedResource:
    others = team.members.exclude(user=team.owner).count()
    return OwnedResource(team.name, team.pk, "", _others_label(others, "member"), noun="team")


def _others_label(count: int, kind: str = "contributor") -> str:
    return {0: "nobody else", 1: f"1 {kind}"}.get(count, f"{count} {kind}s")
