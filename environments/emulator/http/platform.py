"""Calls under `/_emulator/organizations/{id}/` that the hosted Portal has for organizations.

Paths, bodies and responses are those of the hosted Portal's API.
"""

from environments.emulator.calls import bodies
from environments.emulator.emulator import Emulator
from environments.emulator.platform import entity_metadata, search_indexes, synchronization
from environments.emulator.response import NO_CONTENT, Response, json_response
from environments.emulator.rules.subscriptions import hourly_run

# For the documentation; `respond` has the same.
ROUTES = (
    "GET searchindexes",
    "GET searchindexes/{indexID}/errors",
    "POST searchindexes/{type}/rebuild",
    "POST processsubscriptions",
    "POST synchronizecatalog",
    "POST synchronizeorders",
    "GET entitysyncmetadata",
)


def respond(
    emulator: Emulator,
    organization_id: str,
    method: str,
    path: list[str],
    query: dict[str, str],
    raw: bytes,
    root_url: str,
) -> Response | None:
    """Return the response, or None if there is no such call.

    Args:
        root_url: the address of the emulator, to be named in tokens.

    Raises:
        ApiError: the organization does not exist, or refuses the call.
    """
    match method, *path:
        case "GET", "searchindexes":
            organization = emulator.organizations.require(organization_id)
            return json_response(200, search_indexes.list_indexes(emulator, organization, query))
        case "GET", "searchindexes", index_id, "errors":
            organization = emulator.organizations.require(organization_id)
            return json_response(200, search_indexes.list_errors(emulator, organization, index_id))
        case "POST", "searchindexes", index_type, "rebuild":
            search_indexes.rebuild(emulator, emulator.organizations.require(organization_id), index_type)
            return NO_CONTENT
        case "POST", "processsubscriptions":
            organization = emulator.organizations.require(organization_id)
            remaining = synchronization.process_subscriptions(emulator, organization)
            hourly_run.run(emulator, root_url, organization)
            return json_response(200, remaining)
        case "POST", "synchronizecatalog":
            organization = emulator.organizations.require(organization_id)
            synchronization.synchronize_catalog(emulator, organization, bodies.parse(raw or b"{}"))
            return NO_CONTENT
        case "POST", "synchronizeorders":
            organization = emulator.organizations.require(organization_id)
            synchronization.synchronize_orders(emulator, organization, bodies.parse(raw or b"{}"))
            return NO_CONTENT
        case "GET", "entitysyncmetadata":
            emulator.organizations.require(organization_id)
            return json_response(200, entity_metadata.list_entities())
    return None
