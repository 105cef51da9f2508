"""API clients: server-generated GUIDs as ids, their events, and their default user."""

from environments.emulator import errors
from environments.emulator.auth import identity
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.json_types import JsonObject
from environments.emulator.registry import before_saving, computes, handles
from environments.emulator.resources import crud, ids, responses
from environments.emulator.response import Response
from environments.emulator.storage.records import Record, Records

_ACCESS_MINUTES = (10, 600)
_REFRESH_MINUTES = {"1.0.239": (0, 43_200), "1.0.454": (0, 524_160)}
# Inferred: 7 to 60 days.
_ANONYMOUS_MINUTES = (10_080, 86_400)
_EVENTS = {
    "OrderCheckoutIntegrationEventID": "OrderCheckout",
    "OrderReturnIntegrationEventID": "OrderReturn",
    "AddToCartIntegrationEventID": "AddToCart",
}


@handles("ApiClients.Create")
def create(call: Call) -> Response:
    """Create a client with a generated id; the ID in the body is ignored."""
    resource = CATALOGUE.resources["ApiClients"]
    record = crud.create_record(call, resource, 0, crud.checked_body(call, resource) | {"ID": ids.guid()})
    location = f"{call.base_url}/v1/apiclients/{record.id}"
    return responses.respond(call, record, headers=[("Location", location)])


@handles("ApiClients.Save")
def save(call: Call) -> Response:
    """Replace a client, or create one with an unused GUID as its id, as a restore does to preserve ids."""
    client_id = call.path_params["apiclientid"].lower()
    resource = CATALOGUE.resources["ApiClients"]
    body = crud.checked_body(call, resource)
    old = call.records.find(resource, client_id)
    if old:
        return crud.save(call)
    if not ids.is_guid(client_id):
        raise errors.not_found("ApiClient", call.path_params["apiclientid"])
    return responses.respond(call, crud.create_record(call, resource, 0, body | {"ID": client_id}))


@before_saving("ApiClients")
def _check_client(call: Call, data: dict, old: Record | None) -> None:
    if not call.caller.platform:
        _check_range("AccessTokenDuration", data, _ACCESS_MINUTES)
        version = call.emulator.version_of(call.organization)
        _check_range("RefreshTokenDuration", data, _REFRESH_MINUTES[version])
        _check_range("AnonymousTokenDuration", data, _ANONYMOUS_MINUTES)
    user = _resolve_default_user(call.records, data)
    if data["IsAnonBuyer"] and (user is None or user.resource.name != "Users"):
        message = "Anonymous shopping requires a buyer user as default context user."
        raise errors.bad_request("ApiClient.RequiredNotAnonBuyer", message)
    for field, event_type in _EVENTS.items():
        event = call.records.find("IntegrationEvents", data.get(field) or "")
        if event and event["EventType"] != event_type:
            message = f"{field} must be the id of an event of type {event_type}."
            raise errors.bad_request("IntegrationEvent.IncompatibleEventType", message)


def _check_range(name: str, data: dict, limits: tuple[int, int]) -> None:
    minimum, maximum = limits
    if not minimum <= data[name] <= maximum:
        raise errors.invalid_value(name, f"{name} must be between {minimum} and {maximum} minutes.")


def _resolve_default_user(records: Records, data: dict) -> Record | None:
    name = data["DefaultContextUserName"]
    if not name:
        return None
    user = identity.find_by_username(records, name)
    if user is None:
        raise errors.not_found("User", name)
    data["DefaultContextUserName"] = user["Username"]
    return user


@before_saving("ApiClientAssignments")
def _require_party(call: Call, data: dict, old: Record | None) -> None:
    if not data["BuyerID"] and not data["SupplierID"]:
        raise errors.required("BuyerID")


@computes("ApiClients")
def _counts_and_names(records: Records, clients: list[Record]) -> list[dict]:
    extras = []
    for client in clients:
        assignments = records.where("ApiClientAssignments", ApiClientID=client.id)
        extra: JsonObject = {
            "AssignedBuyerCount": sum(a["BuyerID"] is not None for a in assignments),
            "AssignedSupplierCount": sum(a["SupplierID"] is not None for a in assignments),
        }
        for field in _EVENTS:
            event = records.find("IntegrationEvents", client[field] or "")
            extra[field.replace("EventID", "EventName")] = event["Name"] if event else None
        extras.append(extra)
    return extras


@computes("OpenIdConnects")
def _event_name(records: Records, connects: list[Record]) -> list[dict]:
    events = [records.find("IntegrationEvents", connect["IntegrationEventID"] or "") for connect in connects]
    return [{"IntegrationEventName": event["Name"] if event else None} for event in events]


@before_saving("OpenIdConnects", "ImpersonationConfigs")
def _lowercase_client_ids(call: Call, data: dict, old: Record | None) -> None:
    for field in ("OrderCloudApiClientID", "ClientID"):
        if data.get(field):
            data[field] = data[field].lower()
