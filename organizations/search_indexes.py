"""Search indexes of an organization: their state, what they leave out, and rebuilding."""

from typing import Any

from django.core.exceptions import ValidationError

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.operators import Actor
from environments.ordercloud.errors import InvalidJson
from organizations.access import require
from organizations.connections.organization_api import call
from organizations.models import Organization
from organizations.permissions import Can

TYPES = ("Products", "Orders")
MAX_ERRORS = 100


def list_indexes(
    organization: Organization, *, by: Actor, type: str = "", status: str = ""
) -> list[dict[str, Any]]:
    """Return the search indexes as the platform describes them.

    Raises:
        PermissionDenied: the user may not see the organization.
        ValidationError: with the field `type`, if there is no such type.
        CannotGrant, PlatformRefusal, OrderCloudError: as `organization_api.call`.
    """
    require(by, Can.VIEW, organization)
    query = {"type": _known_type(type) if type else "", "status": status}
    return items_in(call(organization, "GET", "searchindexes", query=query), "SearchIndexes")


def list_errors(organization: Organization, index_id: int, *, by: Actor) -> list[dict[str, Any]]:
    """Return up to `MAX_ERRORS` records that an index leaves out, and why.

    Raises:
        PermissionDenied: the user may not see the organization.
        CannotGrant, PlatformRefusal, OrderCloudError: as `organization_api.call`.
    """
    require(by, Can.VIEW, organization)
    found = call(organization, "GET", f"searchindexes/{index_id}/errors")
    return items_in(found, "SearchIndexErrors")[:MAX_ERRORS]


def rebuild(organization: Organization, type: str, *, by: Actor) -> None:
    """Have the platform build a new index, which replaces the active one once it is ready.

    Raises:
        PermissionDenied: the user does not manage the organization.
        ValidationError: with the field `type`, if there is no such type.
        CannotGrant, PlatformRefusal, OrderCloudError: as `organization_api.call`.
    """
    require(by, Can.MANAGE, organization)
    type = _known_type(type)
    call(organization, "POST", f"searchindexes/{type}/rebuild", body={})
    audit_log.record(
        Event.SEARCH_INDEX_REBUILT, by=by, target=organization, organization=organization.pk, index=type
    )


def items_in(response: Any, name: str) -> list[dict[str, Any]]:
    """Return the objects in a member of a response.

    Raises:
        InvalidJson: the response has no such list.
    """
    items = response.get(name) if isinstance(response, dict) else None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise InvalidJson(f"the response has no list {name}")
    return items


def _known_type(type: str) -> str:
    for known in TYPES:
        if known.lower() == type.lower():
            return known
    raise ValidationError({"type": f"Indexes exist of {' and '.join(TYPES)}."})
