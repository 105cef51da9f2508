"""The restore of a Staging organization that OrderCloud runs on Sundays."""

import uuid

import pytest

from environments.emulator.outbound.http import signature
from tests.environments.emulator.api_client import address, user
from tests.environments.emulator.rules.orders.order_helpers import create_order
from tests.environments.emulator.users import create_open_client, signed_in_user

LISTS = (
    "/adminusers", "/usergroups", "/usergroups/assignments", "/addresses", "/buyers", "/buyers/acme/users",
    "/buyers/acme/addresses", "/catalogs", "/catalogs/assignments", "/catalogs/acme/categories", "/products",
    "/products/assignments", "/priceschedules", "/securityprofiles", "/securityprofiles/assignments",
    "/orders/incoming", "/incrementors",
)  # fmt: skip


EVENT = {"Name": "E", "CustomImplementationUrl": "https://live.example", "HashKey": "k"}


@pytest.fixture
def pair(create_organization):
    """Create a Production organization with all kinds of records, and its Staging with records of its own."""
    name = "p" + uuid.uuid4().hex[:10]
    production, staging = (
        create_organization(name, "Production"),
        create_organization(f"{name}_Staging", "Staging"),
    )
    api = production.seller()
    event = {"ID": "e", "Name": "E", "CustomImplementationUrl": "https://live.example", "HashKey": "k"}
    api.post("/integrationEvents", event)
    client = create_open_client(api, xp={"n": 1})
    api.post("/adminusers", user("boss"))
    api.post("/usergroups", {"ID": "g", "Name": "G"})
    api.post("/usergroups/assignments", {"UserGroupID": "g", "UserID": "boss"})
    api.post("/addresses", address("depot"))
    api.post("/buyers", {"ID": "acme", "Name": "Acme", "Active": True})
    api.post("/buyers/acme/addresses", address("office"))
    api.post("/catalogs/acme/categories", {"ID": "c", "Name": "C"})
    api.post("/priceschedules", {"ID": "ps", "Name": "P", "PriceBreaks": [{"Quantity": 1, "Price": 9.90}]})
    api.post("/products", {"ID": "fan", "Name": "F", "Active": True, "DefaultPriceScheduleID": "ps"})
    api.post("/products/assignments", {"ProductID": "fan", "BuyerID": "acme", "PriceScheduleID": "ps"})
    api.post("/catalogs/productassignments", {"CatalogID": "acme", "ProductID": "fan"})
    api.post("/incrementors", {"ID": "i", "LastNumber": 7, "LeftPaddingCount": 2})
    hook = {"ID": "w", "Name": "W", "Url": "https://live.example/h", "HashKey": "k", "ApiClientIDs": [client]}
    api.post("/webhooks", hook)
    sender = {"ID": "m", "Name": "M", "URL": "https://live.example/m", "SharedKey": "k", "MessageTypes": []}
    api.post("/messagesenders", sender | {"MessageTypes": ["OrderSubmitted"]})
    api.post("/messagesenders/assignments", {"MessageSenderID": "m", "BuyerID": "acme"})
    sally = signed_in_user(
        api, "/buyers/acme/users", "sally", ["Shopper", "MeAddressAdmin"], client, BuyerID="acme"
    )
    order = create_order(sally, ("fan", 2))
    sally.post(f"/orders/outgoing/{order}/submit")
    sally.post("/me/addresses", address("own"))
    changes = {"OrderCheckoutIntegrationEventID": "e", "ClientSecret": "secret"}
    api.patch(f"/apiclients/{client}", changes)
    staging.seller().post("/suppliers", {"ID": "only-here", "Name": "S"})
    return production, staging, client


def restore(control, pair, **more) -> dict:
    production, staging, _ = pair
    body = {"Production": production.portal_id, "Staging": staging.portal_id} | more
    response = control("POST", "/restores", body)
    assert response.ok, response.text
    return response.json()


def test_other_records_are_copied_unchanged(control, pair):
    production, staging, client = pair
    restore(control, pair)
    there, here = production.seller(), staging.seller()
    for path in LISTS:
        assert here.get(path) == there.get(path), path
        assert there.items(path), path
    assert here.items("/suppliers") == []
    order = there.ids("/orders/incoming")[0]
    for part in ("lineitems", "payments", "worksheet"):
        path = f"/orders/incoming/{order}/{part}"
        assert here.get(path) == there.get(path)


def test_ids_secrets_and_passwords_are_preserved(control, pair):
    production, staging, client = pair
    restore(control, pair)
    copy = staging.seller().get(f"/apiclients/{client}")
    assert (copy["ID"], copy["ClientSecret"], copy["xp"]) == (client, "secret", {"n": 1})
    form = {"client_id": client, "client_secret": "secret", "username": "sally", "grant_type": "password"}
    response = staging.token(**form, password="Correct-Horse-9")
    sally = staging.with_token(response.json()["access_token"])
    assert len(sally.items("/me/addresses")) == 1


def test_the_copy_makes_no_calls_and_sends_no_emails(control, pair):
    production, staging, client = pair
    restore(control, pair)
    here, there = staging.seller(), production.seller()
    assert here.get("/messagesenders/m") == there.get("/messagesenders/m") | {"URL": None}
    blanked = {"Url": None, "ApiClientIDs": []}
    assert here.get("/webhooks/w") == there.get("/webhooks/w") | blanked
    event = {"CustomImplementationUrl": None}
    assert here.get("/integrationEvents/e") == there.get("/integrationEvents/e") | event
    detached = {"OrderCheckoutIntegrationEventID": None, "OrderCheckoutIntegrationEventName": None}
    assert here.get(f"/apiclients/{client}") == there.get(f"/apiclients/{client}") | detached
    assert here.items("/messagesenders/assignments") == []
    assert there.items("/messagesenders/assignments") != []


def test_events_may_be_removed(control, pair):
    restore(control, pair, IntegrationEvents="remove")
    assert pair[1].seller().items("/integrationEvents") == []


def test_tokens_of_staging_end_and_those_of_production_do_not(control, pair):
    production, staging, client = pair
    before, live = staging.seller(), production.seller()
    restore(control, pair)
    assert before.refused("GET", "/me")[0] == 401
    assert live.get("/me")


def test_a_token_ended_by_a_restore_is_reported_as_revoked(control, pair):
    production, staging, client = pair
    used, unused = staging.seller(), staging.seller("Shopper")
    used.get("/me")
    production.seller().patch(f"/apiclients/{client}", {"RefreshTokenDuration": 60})
    restore(control, pair)
    assert used.refused("GET", "/me") == unused.refused("GET", "/me") == (401, "Auth.TokenRevoked")
    form = {"client_id": client, "client_secret": "secret"}
    person = {"username": "sally", "password": "Correct-Horse-9"}
    refresh = staging.token(grant_type="password", **form, **person).json()["refresh_token"]
    restore(control, pair)
    assert staging.token(grant_type="refresh_token", refresh_token=refresh, **form).status_code == 400


def test_cc_listeners_are_not_copied_and_openid_connects_are(control, pair):
    production, staging, client = pair
    there = production.seller()
    assignment = {"MessageSenderID": "m", "BuyerID": "acme"}
    listener = {"MessageSenderAssignment": assignment, "MessageType": "OrderSubmitted", "UserID": "boss"}
    there.post("/messagesenders/CCListenerAssignments", listener)
    there.post("/integrationEvents", {"ID": "i", "EventType": "OpenIDConnect"} | EVENT)
    there.post("/integrationEvents", {"ID": "r", "EventType": "OrderReturn"} | EVENT)
    there.patch(f"/apiclients/{client}", {"OrderReturnIntegrationEventID": "r"})
    connect = {"OrderCloudApiClientID": client, "ConnectClientID": "c", "ConnectClientSecret": "s"}
    urls = dict.fromkeys(("AppStartUrl", "AuthorizationEndpoint", "TokenEndpoint"), "https://x.example")
    there.post("/openidconnects", {"ID": "o", "IntegrationEventID": "i"} | connect | urls)
    restore(control, pair)
    here = staging.seller()
    assert here.items("/messagesenders/CCListenerAssignments") == []
    assert here.get("/openidconnects/o") == there.get("/openidconnects/o")
    assert here.get("/integrationEvents/i")["CustomImplementationUrl"] is None
    copy = here.get(f"/apiclients/{client}")
    assert (copy["OrderReturnIntegrationEventID"], copy["OrderReturnIntegrationEventName"]) == (None, None)


def test_the_webhook_is_called_last_and_signed(control, pair, receiver):
    production, staging, _ = pair
    restored = restore(control, pair, Webhook={"URL": f"{receiver.url}/restored", "HashKey": "key"})
    assert restored["Webhook"] == {"Delivered": True}
    (call,) = receiver.received
    assert call.headers["x-oc-hash"] == signature("key", call.raw)
    body = call.body
    assert (body["Event"], body["Test"], body["RegionID"]) == ("StagingRestore", False, "usw")
    assert (body["MarketplaceID"], body["OrganizationID"]) == (production.portal_id, staging.portal_id)
    assert body["DateStarted"] <= body["DateCompleted"]


def test_a_missing_staging_is_created(control, create_organization):
    production = create_organization("fresh" + uuid.uuid4().hex[:8], "Production")
    production.seller().post("/buyers", {"ID": "b", "Name": "B"})
    assert control("POST", "/restores", {"Production": production.portal_id}).ok
    staging = create_organization(f"{production.portal_id}_Staging", "Staging")
    assert staging.seller().ids("/buyers") == ["b"]


def test_a_second_restore_has_the_same_result_and_new_records_do_not_collide(control, pair):
    production, staging, _ = pair
    restore(control, pair)
    staging.seller().post("/suppliers", {"ID": "again", "Name": "S"})
    production.seller().post("/suppliers", {"ID": "new", "Name": "N"})
    restore(control, pair)
    assert staging.seller().ids("/suppliers") == ["new"]
    staging.seller().post("/suppliers", {"ID": "later", "Name": "S"})
    assert staging.seller().ids("/suppliers") == ["later", "new"]


def test_a_pair_of_different_ids_gets_staging_its_own_owner(control, create_organization):
    production, staging = (
        create_organization(environment="Production"),
        create_organization(environment="Staging"),
    )
    production.seller().post("/products", {"ID": "p", "Name": "P"})
    restore(control, (production, staging, ""))
    assert staging.seller().get("/products/p")["OwnerID"] == staging.portal_id


@pytest.mark.parametrize("swap", ["production", "staging"])
def test_only_production_is_copied_and_only_over_staging(control, pair, create_organization, swap):
    production, staging, _ = pair
    sandbox = create_organization()
    body = {"Production": production.portal_id, "Staging": staging.portal_id}
    body[swap.title()] = sandbox.portal_id
    assert control("POST", "/restores", body).status_code == 400


# the alarm


def test_a_production_address_in_staging_raises_the_alarm(control, pair):
    production, staging, _ = pair
    restore(control, pair)
    query = {"organization": staging.portal_id}
    assert control("GET", "/alarms", **query).json()["Items"] == []
    staging.seller().patch("/webhooks/w", {"Url": "https://live.example/m"})
    (alarm,) = control("GET", "/alarms", **query).json()["Items"]
    assert (alarm["Written"], alarm["Equals"]) == ("Webhooks/w", "MessageSenders/m")
    assert (alarm["Staging"], alarm["Production"]) == (staging.portal_id, production.portal_id)
    assert alarm["Address"] == "https://live.example/m"


def test_the_alarm_stays_after_the_address_is_removed(control, pair):
    production, staging, _ = pair
    event = {"ID": "x", "Name": "X", "CustomImplementationUrl": "https://live.example", "HashKey": "k"}
    staging.seller().post("/integrationEvents", event)
    staging.seller().delete("/integrationEvents/x")
    assert len(control("GET", "/alarms", organization=staging.portal_id).json()["Items"]) == 1


def test_addresses_of_staging_raise_no_alarm(control, pair):
    production, staging, _ = pair
    event = {"ID": "x", "Name": "X", "CustomImplementationUrl": "https://stage.example", "HashKey": "k"}
    staging.seller().post("/integrationEvents", event)
    assert control("GET", "/alarms", organization=staging.portal_id).json()["Items"] == []


# files


def test_an_export_and_import_round_trip(control, pair, emulator_server, session, create_organization):
    production, _, client = pair
    exported = control("GET", f"/organizations/{production.portal_id}/export")
    assert exported.headers["Content-Type"] == "application/x-ndjson"
    copy = create_organization()
    url = f"{emulator_server.url}/_emulator/organizations/{copy.portal_id}/import"
    response = session.put(url, data=exported.content)
    assert response.json()["Records"] == len(exported.text.splitlines()) - 1 - 2
    there, here = production.seller(), copy.seller()
    for path in ("/adminusers", "/buyers", "/incrementors", "/securityprofiles/assignments", "/webhooks"):
        own = [item | {n: copy.portal_id for n in item if n == "CompanyID"} for item in there.items(path)]
        assert here.items(path) == own
    assert here.get("/products/fan")["OwnerID"] == copy.portal_id
    assert sign_in_with_secret(copy, client)


def sign_in_with_secret(marketplace, client: str) -> bool:
    form = {"client_id": client, "client_secret": "secret", "username": "sally", "grant_type": "password"}
    return marketplace.token(**form, password="Correct-Horse-9").ok


RECORD = '{"Kind": "Buyers", "Num": 1, "Parent": 0, "Body": {"ID": "b", "Name": {}}}'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        '{"Format": 9}',
        '{"Format": 1}\n{"Kind": "Buyers"}\n',
        '{"Format": 1}\n' + RECORD,
        '{"Format": 1}\n{"Credential": "Users", "Num": 1, "Hash": [], "History": null}',
    ],
)
def test_an_invalid_export_changes_nothing(emulator_server, session, marketplace, text):
    marketplace.seller().post("/buyers", {"ID": "b", "Name": "B"})
    url = f"{emulator_server.url}/_emulator/organizations/{marketplace.portal_id}/import"
    assert session.put(url, data=text.encode()).status_code == 400
    assert marketplace.seller().ids("/buyers") == ["b"]
