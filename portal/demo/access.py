"""Who may do what in the demo's organizations: each kind of right once."""

from contributors.models import AccessGrant, Team, TeamMember
from lib import clock

CATALOG_ROLES = [
    "CatalogAdmin",
    "CategoryAdmin",
    "PriceScheduleAdmin",
    "ProductAdmin",
    "ProductAssignmentAdmin",
    "ProductFacetReader",
    "BuyerReader",
    "SupplierReader",
    "WebhookReader",
]
READER_ROLES = ["BuyerReader", "CatalogReader", "CategoryReader", "ProductReader"]


def grant(organization, people: dict) -> None:
    """Adam administers, Tess comes in through a team, Victor may only look, Ida is invited, Stan is a stranger."""
    _direct(
        organization,
        people["adam"],
        roles=["FullAccess"],
        is_admin=True,
        impersonate_seller=True,
        impersonate_buyer=True,
    )
    _direct(organization, people["victor"], roles=READER_ROLES)
    _direct(organization, people["ida"], accepted_at=None, roles=CATALOG_ROLES, invited_by=people["adam"])
    team = _crew(people)
    AccessGrant.objects.get_or_create(
        organization=organization,
        team=team,
        defaults={
            "roles": CATALOG_ROLES,
            "impersonate_buyer": True,
            "impersonate_supplier": True,
            "accepted_at": clock.now(),
            "invited_by": organization.owner,
        },
    )


def _direct(organization, user, **fields) -> None:
    defaults = {"accepted_at": clock.now(), "invited_by": organization.owner} | fields
    AccessGrant.objects.get_or_create(organization=organization, user=user, defaults=defaults)


def _crew(people: dict) -> Team:
    team, _new = Team.objects.get_or_create(
        id="catalog-crew", defaults={"name": "Catalog crew", "owner": people["olive"]}
    )
    for username, admin in (("olive", True), ("tess", False)):
        TeamMember.objects.get_or_create(
            team=team, user=people[username], defaults={"is_admin": admin, "accepted_at": clock.now()}
        )
    return team
