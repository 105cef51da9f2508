"""What a connection that works means for console, impersonation and restores.

Only a write could show it, and a test writes nothing, so it is taken from the type of the connection.
"""

from collections.abc import Collection

from environments.grants import BUYER, SELLER, SUPPLIER, Capabilities
from environments.roles import FULL_ACCESS
from organizations.connections.clients import grant_of
from organizations.connections.report import Level, Line
from organizations.models import Connection, Environment

NOT_TRIED = "Known for this type of connection: a test writes nothing."
BUYER_IMPERSONATION = "BuyerImpersonation"


def lines(connection: Connection, roles: Collection[str], user: str) -> list[Line]:
    """Return the lines of a connection whose token belongs to `user` and has `roles`."""
    capabilities = grant_of(connection).capabilities
    return [
        *_console(capabilities),
        _impersonation(capabilities, roles, user),
        *_restores(capabilities, connection.organization.environment),
    ]


def _console(capabilities: Capabilities) -> list[Line]:
    if capabilities.limits_roles:
        return []
    text = "Tokens always carry all roles of the account."
    return [Line(Level.WARN, text, "Only people with full access can use the console.")]


def _impersonation(capabilities: Capabilities, roles: Collection[str], user: str) -> Line:
    if {SELLER, SUPPLIER} <= capabilities.impersonation_types:
        return Line(Level.NOTE, "The console can act as buyer, supplier and seller users.", NOT_TRIED)
    assert BUYER in capabilities.impersonation_types
    others = f"Seller and supplier users need a hosted account. {capabilities.reasons[SELLER]}"
    if {FULL_ACCESS, BUYER_IMPERSONATION}.isdisjoint(roles):
        remedy = f"Add `{BUYER_IMPERSONATION}` to the security profile of {user}, then test again. {others}"
        return Line(Level.WARN, "The console can't act as any user.", remedy)
    return Line(Level.NOTE, "The console can act as buyer users only.", others)


def _restores(capabilities: Capabilities, environment: str) -> list[Line]:
    """Return what restores can't write; they write to Staging, read Production, and know no Sandbox."""
    if environment == Environment.SANDBOX:
        return []
    if environment == Environment.PRODUCTION:
        remedy = "What they can write depends on the connection of Staging."
        return [Line(Level.NOTE, "Restores only read Production.", remedy)]
    found = []
    if not capabilities.accepts_null_addresses:
        remedy = (
            "Copied webhooks, message senders and integration events call no one: a name under `.invalid` "
            f"leads nowhere. {NOT_TRIED}"
        )
        text = "URLs can't be null. Restores write one under `.invalid` instead."
        found.append(Line(Level.NOTE, text, remedy))
    if not capabilities.can_set_api_client_ids:
        remedy = (
            "Restores adapt what refers to them in Staging. Apps that sign in to Staging need the new IDs. "
            f"{NOT_TRIED}"
        )
        found.append(Line(Level.NOTE, "API clients that a restore creates get new IDs.", remedy))
    return found
