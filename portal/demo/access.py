"""Access and invitations in the demo's organizations, one of each type."""

from datetime import timedelta
from typing import Any

from accounts.models import User
from contributors.access_settings import AccessSettings
from contributors.grants.origins import set_access
from contributors.models import AccessGrant, Team, TeamMember
from contributors.models.invitation_mixin import INVITATION_DURATION
from lib import clock
from organizations.models import Environment, Organization

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
SUPPORT_ROLES = ["BuyerReader", "BuyerUserReader", "OrderReader", "ShipmentReader"]
ORDER_ROLES = [  # of the preset "Order manager"
    *("OrderAdmin", "OrderReader", "ShipmentAdmin", "ShipmentReader", "UnsubmittedOrderReader"),
    *("OverrideShipping", "OverrideTax", "OverrideUnitPrice", "ProductReader", "BuyerReader"),
    *("BuyerUserReader", "AddressReader", "PromotionReader", "SupplierReader"),
]
INVITED_EMAIL = "kim@partner.example"
# Who is in which team besides its owner; the last one is invited.
CATALOG_CREW = ("tess", "noor", "hana", "lior", "ida")
SUPPORT = ("tess", "victor", "olive")


def grant_access(organization: Organization, users: dict[str, User]) -> None:
    """Make Adam an admin, Tess a member of two teams, Victor a reader and Ida an invited user.

    Stan has no access.
    """
    adam = users["adam"]
    everything = AccessSettings.create(
        ["FullAccess"], ["is_admin", "impersonate_seller", "impersonate_buyer"]
    )
    _grant(organization, everything, by=organization.owner, user=adam)
    _grant(organization, AccessSettings.create(READER_ROLES), by=organization.owner, user=users["victor"])
    if organization.environment == Environment.STAGING:
        staging_only = AccessSettings.create(["ProductAdmin", "ProductFacetReader"])
        _grant(organization, staging_only, by=adam, user=users["tess"])
    catalog = AccessSettings.create(CATALOG_ROLES, ["impersonate_supplier", "impersonate_buyer"])
    _grant(organization, catalog, by=organization.owner, team=_catalog_crew(users))
    _grant(organization, AccessSettings.create(SUPPORT_ROLES), by=adam, team=_support(users))
    message = "You take over the catalog from Tess in December."
    _invite(organization, AccessSettings.create(CATALOG_ROLES), by=adam, user=users["ida"], message=message)
    _invite(organization, AccessSettings.create(READER_ROLES), by=adam, email=INVITED_EMAIL)


def invite_from(organization: Organization, users: dict[str, User]) -> None:
    """Have an organization invite the team of Olive, and Olive herself."""
    owner = organization.owner
    _invite(organization, AccessSettings.create(READER_ROLES), by=owner, team=_catalog_crew(users))
    orders = AccessSettings.create(ORDER_ROLES, ["impersonate_buyer"])
    _invite(organization, orders, by=owner, user=users["olive"], message="For the orders of this quarter.")


def _grant(organization: Organization, wanted: AccessSettings, *, by: User, **holder: Any) -> None:
    """Create access in effect, unless there is some or the user owns the organization."""
    if holder.get("user") != organization.owner:
        _create(organization, wanted, by, holder, {"accepted_at": clock.now()})


def _invite(
    organization: Organization, wanted: AccessSettings, *, by: User, message: str = "", **holder: Any
) -> None:
    """Create an invitation that expires in nine days, unless there is one."""
    invited_at = clock.now() - timedelta(days=5)
    fields = {
        "invited_at": invited_at,
        "expires_at": invited_at + INVITATION_DURATION,
        "message": message,
    }
    _create(organization, wanted, by, holder, fields)


def _create(
    organization: Organization,
    wanted: AccessSettings,
    by: User,
    holder: dict[str, Any],
    fields: dict[str, Any],
) -> None:
    if not AccessGrant.objects.filter(organization=organization, **holder).exists():
        grant = AccessGrant(organization=organization, invited_by=by, **holder, **fields)
        set_access(grant, wanted, by=by)
        grant.save()


def _catalog_crew(users: dict[str, User]) -> Team:
    return _team("catalog-crew", "Catalog crew", users["olive"], [users[name] for name in CATALOG_CREW])


def _support(users: dict[str, User]) -> Team:
    return _team(
        "support-second-line", "Support, second line", users["adam"], [users[name] for name in SUPPORT]
    )


def _team(id: str, name: str, owner: User, others: list[User]) -> Team:
    """Return the team, with its owner as an admin, the others as members and the last of them invited."""
    team, created = Team.objects.get_or_create(id=id, defaults={"name": name, "owner": owner})
    if created:
        now = clock.now()
        accepted = [owner, *others[:-1]]
        members = [
            TeamMember(team=team, user=user, is_admin=user == owner, invited_by=owner, accepted_at=now)
            for user in accepted
        ]
        expires_at = now + INVITATION_DURATION - timedelta(days=1)
        invited = TeamMember(team=team, user=others[-1], invited_by=owner, expires_at=expires_at)
        TeamMember.objects.bulk_create([*members, invited])
    return team
