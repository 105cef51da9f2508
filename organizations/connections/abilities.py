"""What a connection can do, in the rows of a table."""

from dataclasses import dataclass

from environments.api_client_grant import ApiClientGrant
from environments.endpoints import hosted_endpoint
from environments.grants import BUYER, SELLER, SUPPLIER, Capabilities
from environments.hosted_portal.account import Account
from environments.hosted_portal.grant import HostedPortalGrant
from organizations.models import Connection


@dataclass(frozen=True)
class Ability:
    """One thing that a connection can or cannot do; `note` says what happens instead, or how to get it."""

    action: str
    available: bool
    note: str = ""


def of_type(type: str) -> list[Ability]:
    """Return what a connection of that type can do."""
    endpoint = hosted_endpoint("Production")
    if type == Connection.Type.HOSTED_PORTAL:
        return of(HostedPortalGrant(endpoint, "", Account("", "", "")).capabilities)
    return of(ApiClientGrant(endpoint, "", "").capabilities)


def of(capabilities: Capabilities) -> list[Ability]:
    """Return what a connection with these capabilities can do."""
    kinds = capabilities.impersonation_types
    seller_and_supplier = {SELLER, SUPPLIER} <= kinds
    return [
        Ability("Call as the seller", True),
        Ability("Act as buyer users", BUYER in kinds),
        Ability(
            "Act as seller or supplier users",
            seller_and_supplier,
            "" if seller_and_supplier else "use a hosted account",
        ),
        Ability(
            "Limit tokens to each person's roles",
            capabilities.limits_roles,
            "" if capabilities.limits_roles else "full access only",
        ),
        Ability(
            "Set URLs to null in a restore",
            capabilities.accepts_null_addresses,
            "" if capabilities.accepts_null_addresses else "uses .invalid",
        ),
        Ability(
            "Keep API client IDs in a restore",
            capabilities.can_set_api_client_ids,
            "" if capabilities.can_set_api_client_ids else "new ones get new IDs",
        ),
        Ability(
            "Create organizations", capabilities.can_create, "" if capabilities.can_create else "vendor only"
        ),
        Ability(
            "Purge on OrderCloud when deleted",
            capabilities.can_purge,
            "" if capabilities.can_purge else "only removed here",
        ),
    ]
