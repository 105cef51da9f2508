"""The client that makes the calls of a context."""

from console.context.context import Context
from contributors.effective_access import EffectiveAccess
from environments.ordercloud.client import Client
from organizations.connections.clients import client_for
from organizations.models import Organization


def client_in(context: Context, organization: Organization, access: EffectiveAccess) -> Client:
    """Return a client that makes each call once, with a token for the context.

    OrderCloud itself leaves those roles that the impersonated user has too; what the portal knows of them may
    be old, so it does not narrow the request.
    """
    return client_for(organization, access.roles, context.user, retry_budget=0)
