"""Access grants in the demo's organizations, one of each type."""

from typing import Any

from accounts.models import User
from contributors.models import AccessGrant, Team, TeamMember
from contributors.models.invitation_mixin import INVITATION_DURATION
from lib import clock
from organizations.models import Organization

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


def grant_access(organization: Organization, users: dict[str, User]) -> None:
    """Make Adam an admin, Tess a team member, Victor a reader and Ida an invited user; Stan has no access."""
    _grant_direct(
        organization,
        users["adam"],
        roles=["FullAccess"],
        is_admin=True,
        impersonate_seller=True,
        impersonate_buyer=True,
    )
    _grant_direct(organization, users["victor"], roles=READER_ROLES)
    _grant_direct(organization, users["ida"], accepted_at=None, roles=CATALOG_ROLES, invited_by=users["adam"])
    team = _team(users)
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


def _grant_direct(organization: Organization, user: User, **fields: Any) -> None:
    now = clock.now()
    defaults = {
        "accepted_at": now,
        "expires_at": now + INVITATION_DURATION,
        "invited_by": organization.owner,
    } | fields
    AccessGrant.objects.get_or_create(organization=organization, user=user, defaults=defaults)


def _team(users: dict[str, User]) -> Team:
    team, _new = Team.objects.get_or_create(
        id="catalog-crew", defaults={"name": "Catalog crew", "owner": users["olive"]}
    )
    for username, admin in (("olive", True), ("tess", False)):
        TeamMember.objects.get_or_create(
            team=team, user=users[username], defaults={"is_admin": admin, "accepted_at": clock.now()}
        )
    return team
