"""What keeps somebody from deleting their account, and what the file of their data holds of their rights."""

from django.urls import reverse

from accounts.leaving import Holding, ask_about_holdings
from accounts.my_data import add_part
from contributors.effective import reaching
from contributors.models import Access, Team
from organizations.models import Environment, Organization


def register() -> None:
    """Tells the floor of people whom to ask."""
    ask_about_holdings(holdings)
    add_part("rights", rights)


def holdings(user) -> list[Holding]:
    """The organizations and teams that `user` owns; a Staging half goes with its Production."""
    owned = Organization.objects.alive().filter(owner=user).order_by("name", "environment")
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
    return Holding(team.name, team.pk, "", _people(team.members.exclude(user=team.owner).count()))


def _people(count: int) -> str:
    return {0: "nobody else", 1: "1 contributor"}.get(count, f"{count} contributors")
