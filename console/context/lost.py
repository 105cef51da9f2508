"""Why there is no token for a chosen user: what changed on OrderCloud since the choice."""

from dataclasses import replace

from console.context.context import Context
from console.response.exchange import Exchange, Failure
from contributors.impersonation.api_clients import admits, get_client
from contributors.impersonation.errors import CannotRead, ImpersonationError
from contributors.impersonation.users import get_user
from organizations.models import Organization


def explained(exchange: Exchange, context: Context, organization: Organization) -> Exchange:
    """Return the exchange with the reason why the user gave no token, if it is about the user.

    Only an exchange without a token costs the calls that find the reason.
    """
    if context.user is None or exchange.failure is not Failure.NO_TOKEN:
        return exchange
    reason = _what_changed(context, organization)
    return replace(exchange, detail=reason) if reason else exchange


def _what_changed(context: Context, organization: Organization) -> str:
    """Return what stands against acting as the user; "" when that can't be read, or nothing does."""
    user = context.user
    if user is None:
        return ""
    try:
        get_user(organization, user.user_type, user.company_id, user.user_id)
        client = get_client(organization, user.client_id)
        if admits(organization, client, user.user_type, user.company_id):
            return ""
    except CannotRead:
        return ""
    except ImpersonationError as error:
        return str(error)
    return f"The API client {client.name} is not active or no longer admits this user."
