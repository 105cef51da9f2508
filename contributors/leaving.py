"""What keeps somebody from deleting their account, and what the file of their data holds of their rights."""

from django.urls import reverse
from django.utils import timezone

from accounts.leaving import Holding, ask_about_holdings
from accounts.my_data import add_part
from contributors.effective import reaching
from contributors.models import Access, Team
from organizations import deletion
from organizations.models import Environment, Organization


def register() -> None:
    """Tells the floor of people whom to ask."""
    ask_about_holdings(holdings)
    add_part("rights", rights)


def holdings(user) -> list[Holding]:
    """The organizations and teams that `user` owns; a Staging half goes with its Production.

    What was deleted can be brought back until it is purged, so its owner stays as long.
    """
    owned = Organization.objects.filter(owner=user).order_by("name", "environment")
    teams = Team.objects.filter(owner=user)
    return [_organization(one) for one in owned] + [_team(one) for one in teams]


def rights(user) -> list[dict]:
    """Every access that reaches `user`, with its source."""
    reached = Access.objects.filter(reaching(user)).select_related("team").distinct()
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


def _organization(organization: Organization) -> Holding:
    if organization.deleted_at:
        gone = organization.deleted_at + deletion.RESERVED
        said = f"deleted, gone for good on {timezone.localtime(gone):%-d %b, %H:%M}"
        return Holding(organization.name, organization.pk, organization.environment, said)
    half = organization.environment == Environment.STAGING and hasattr(organization, "pair_as_staging")
    others = Access.objects.filter(organization=organization, accepted_at__isnull=False).count()
    return Holding(
        name=organization.name,
        id=organization.pk,
        environment=organization.environment,
        who_else="goes with its Production" if half else _people(others),
        way_out="" if half else reverse("organizations:settings", args=[organization.pk]),
        button="Transfer" if others else "Delete",
        dangerous=not others,
    )


def _team(team: Team) -> Holding:
    others = team.members.exclude(user=team.owner).count()
    return Holding(team.name, team.pk, "", _people(others, "member"), kind="team")


def _people(count: int, kind: str = "contributor") -> str:
    return {0: "nobody else", 1: f"1 {kind}"}.get(count, f"{count} {kind}s")
