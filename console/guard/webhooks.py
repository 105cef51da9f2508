"""The webhooks that a call runs, found by its API client and its route."""

import re
from dataclasses import asdict, dataclass
from typing import Any

from django.core.cache import cache

from console.openapi.operations import Operation
from environments.grants import CannotGrant, UserContext
from environments.ordercloud.errors import OrderCloudError
from environments.roles import FULL_ACCESS
from organizations.connections.clients import client_for
from organizations.models import Connection, Organization

CACHE_DURATION = 30  # seconds
PAGE_SIZE = 100
TIMEOUT = (3.05, 5.0)  # seconds to connect and to respond; a review doesn't wait longer for its webhooks
ROLES = ("WebhookReader", "WebhookAdmin", FULL_ACCESS)
_PARAMETER = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True)
class Webhook:
    """A webhook, as far as a review needs it."""

    id: str
    name: str
    before: bool
    client_ids: tuple[str, ...]
    routes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class WebhookRuns:
    """The webhooks that a call runs.

    Args:
        unknown: why the portal can't know them, as a sentence.
        not_read: how many webhooks were not looked at, because one call reads only so many.
    """

    webhooks: tuple[Webhook, ...] = ()
    unknown: str = ""
    not_read: int = 0


def webhooks_run_by(
    operation: Operation, organization: Organization, user: UserContext | None, roles: tuple[str, ...]
) -> WebhookRuns:
    """Return the webhooks that a call of `operation` runs.

    A webhook lists the API clients whose calls run it. The portal's own tokens have a client that no webhook
    can list, so that only a connection by API client and calls as a user run any. At most one call is made.

    Args:
        user: the user that the call acts as; None for the seller organization itself.
        roles: the roles of the person who sends it, with which the webhooks are read.
    """
    client_id = _client_id(organization, user)
    if not client_id:
        return WebhookRuns()
    if not set(ROLES) & set(roles):
        return WebhookRuns(unknown="You need WebhookReader to see which webhooks run on this call.")
    try:
        webhooks, not_read = _read(organization, roles)
    except (CannotGrant, OrderCloudError) as error:
        reason = error.reason.message if isinstance(error, OrderCloudError) else str(error)
        return WebhookRuns(unknown=f"Couldn't read which webhooks run on this call. {reason}".strip())
    called = (_route(operation.path), operation.verb)
    return WebhookRuns(
        tuple(
            webhook
            for webhook in webhooks
            if client_id.lower() in webhook.client_ids and called in webhook.routes
        ),
        not_read=not_read,
    )


def _client_id(organization: Organization, user: UserContext | None) -> str:
    if user:
        return user.client_id
    connection = organization.connection
    return connection.client_id if connection.type == Connection.Type.API_CLIENT else ""


def _read(organization: Organization, roles: tuple[str, ...]) -> tuple[list[Webhook], int]:
    """Return the first webhooks, and how many there are beyond them."""
    key = f"guard-webhook-page:{organization.pk}:{organization.connection.version}"
    stored = cache.get(key)
    if stored is None:
        client = client_for(organization, roles, retry_budget=0, timeout=TIMEOUT)
        page = client.get("/webhooks", [("pageSize", str(PAGE_SIZE))])
        items = [asdict(_webhook(item)) for item in page.get("Items") or ()]
        stored = items, max(0, (page.get("Meta") or {}).get("TotalCount", 0) - len(items))
        cache.set(key, stored, CACHE_DURATION)
    items, not_read = stored
    return [Webhook(**fields) for fields in items], not_read


def _webhook(item: dict[str, Any]) -> Webhook:
    return Webhook(
        id=str(item.get("ID") or ""),
        name=str(item.get("Name") or item.get("ID") or ""),
        before=item.get("BeforeProcessRequest") is True,
        # The document of 1.0.239 says ApiClientIDs, older ones ApiClients.
        client_ids=tuple(
            str(name).lower() for name in item.get("ApiClientIDs") or item.get("ApiClients") or ()
        ),
        routes=tuple(
            (_route(str(route.get("Route") or "")), str(route.get("Verb") or "").upper())
            for route in item.get("WebhookRoutes") or ()
        ),
    )


def _route(path: str) -> str:
    """`v1/products/{productID}` and `/products/{id}` → `products/{}`."""
    return _PARAMETER.sub("{}", path.strip("/").removeprefix("v1/")).lower()
