"""Webhooks over HTTP: which calls trigger them, what is sent, and how a pre-hook blocks a call."""

import pytest

from environments.emulator.outbound.http import signature
from tests.environments.emulator.api_client import claims_of, user
from tests.environments.emulator.users import OPEN_CLIENT, create_open_client, signed_in_user


@pytest.fixture
def client(seller_api):
    return create_open_client(seller_api)


@pytest.fixture
def boss(seller_api, client):
    """Sign in a seller user through the client that the webhooks name."""
    return signed_in_user(seller_api, "/adminusers", "boss", ["BuyerAdmin", "AdminUserAdmin"], client)


def hook(api, client: str, receiver, id_: str = "w", **more) -> None:
    routes = [{"Route": "v1/buyers/{buyerID}", "Verb": "PUT"}, {"Route": "v1/adminusers", "Verb": "POST"}]
    body = {
        "ID": id_,
        "Name": id_,
        "Url": f"{receiver.url}/{id_}",
        "HashKey": "my-secret",
        "ApiClientIDs": [client],
        "WebhookRoutes": routes,
        "ConfigData": {"key": "value"},
    }
    api.post("/webhooks", body | more)


def test_the_signature_is_the_hmac_of_the_bytes_sent():
    assert signature("my-secret", b'{"a":1}') == "l/byqsBzjM83cL1uPn+JhR7QaV3d+gvmazPkSNfuBe0="


def test_a_post_hook_receives_the_call_and_its_response(seller_api, client, boss, receiver):
    hook(seller_api, client, receiver)
    boss.put("/buyers/B1", {"Name": "New"}, catalogID="x")
    (call,) = receiver.wait_for(1)
    assert call.headers["x-oc-hash"] == signature("my-secret", call.raw)
    assert call.headers["content-type"] == "application/json; charset=utf-8"
    body = call.body
    assert (body["Route"], body["Verb"]) == ("v1/buyers/{buyerID}", "PUT")
    assert (body["RouteParams"], body["QueryParams"]) == ({"buyerID": "B1"}, {"catalogID": "x"})
    assert body["Request"] == {"Body": {"Name": "New"}, "Headers": None}
    assert body["Response"]["Body"]["ID"] == "B1"
    assert body["ConfigData"] == {"key": "value"}
    assert body["Date"]
    assert body["LogID"]


def test_the_token_in_a_hook_is_the_callers_with_the_elevated_roles(
    seller_api, client, boss, receiver, marketplace
):
    hook(seller_api, client, receiver, ElevatedRoles=["OrderAdmin"])
    boss.put("/buyers/B1", {"Name": "New"})
    (call,) = receiver.wait_for(1)
    claims = claims_of(call.body["UserToken"])
    assert claims["usr"] == "boss"
    assert "OrderAdmin" in claims["role"]
    assert marketplace.with_token(call.body["UserToken"]).items("/orders/incoming") == []


def test_passwords_are_not_sent_to_webhooks(seller_api, client, boss, receiver):
    hook(seller_api, client, receiver)
    body = {"Username": "n", "FirstName": "N", "LastName": "N", "Email": "n@x.example", "Active": True}
    boss.post("/adminusers", body | {"Password": "Correct-Horse-9"})
    (call,) = receiver.wait_for(1)
    assert call.body["Request"]["Body"]["Password"] is None
    assert b"Correct-Horse-9" not in call.raw


@pytest.mark.parametrize(
    ("route", "path", "body", "secret"),
    [
        ("v1/adminusers", "/adminusers", user("n"), "Password"),
        ("v1/apiclients", "/apiclients", OPEN_CLIENT | {"ClientSecret": "Correct-Horse-9"}, "ClientSecret"),
        ("v1/me/password", "/me/password", {"NewPassword": "Correct-Horse-9"}, "NewPassword"),
    ],
)
def test_no_secret_is_sent_to_webhooks(seller_api, client, receiver, route, path, body, secret):
    chief = signed_in_user(seller_api, "/adminusers", "chief", ["FullAccess", "PasswordReset"], client)
    seller_api.patch("/adminusers/chief", {"Password": "Another-Horse-8"})
    hook(seller_api, client, receiver, WebhookRoutes=[{"Route": route, "Verb": "POST"}])
    chief.post(path, {name.lower(): value for name, value in body.items()})
    (call,) = receiver.wait_for(1)
    assert call.body["Request"]["Body"][secret.lower()] is None
    assert b"Correct-Horse-9" not in call.raw


def test_other_clients_other_routes_and_failed_calls_trigger_no_webhook(seller_api, client, boss, receiver):
    hook(seller_api, client, receiver)
    seller_api.put("/buyers/B1", {"Name": "By the portal"})
    boss.post("/buyers", {"Name": "Another route"})
    boss.refused("PUT", "/buyers/B1", {})
    boss.get("/buyers/B1")
    boss.put("/buyers/B2", {"Name": "This one"})
    (call,) = receiver.wait_for(1)
    assert call.body["RouteParams"] == {"buyerID": "B2"}


def test_a_webhook_without_a_url_sends_nothing(seller_api, client, boss, receiver, marketplace):
    hook(seller_api, client, receiver)
    marketplace.platform().patch("/webhooks/w", {"Url": None})
    hook(seller_api, client, receiver, "v")
    boss.put("/buyers/B1", {"Name": "N"})
    (call,) = receiver.wait_for(1)
    assert call.path == "/v"


# pre-hooks


def test_a_rejecting_pre_hook_stops_the_call(seller_api, client, boss, receiver):
    hook(seller_api, client, receiver, BeforeProcessRequest=True)
    receiver.respond = lambda received: (200, {"proceed": False, "body": {"why": "closed"}})
    response = boss.call("PUT", "/buyers/B1", {"Name": "New"})
    error = response.json()["Errors"][0]
    assert (response.status_code, error["ErrorCode"]) == (400, "blocked by web hook")
    assert error["Data"] == {"WebhookName": "w", "Body": {"why": "closed"}}
    assert seller_api.ids("/buyers") == []
    assert receiver.received[0].body["Response"]["Body"] == {}


def test_an_accepting_pre_hook_allows_the_call(seller_api, client, boss, receiver):
    hook(seller_api, client, receiver, BeforeProcessRequest=True)
    receiver.respond = lambda received: (200, {"proceed": True})
    assert boss.put("/buyers/B1", {"Name": "New"})["ID"] == "B1"


@pytest.mark.parametrize(
    "response", [(500, None), (200, None), (200, {"proceed": "yes"}), (200, []), (302, None)]
)
def test_a_failing_or_invalid_pre_hook_stops_the_call(seller_api, client, boss, receiver, response):
    hook(seller_api, client, receiver, BeforeProcessRequest=True)
    receiver.respond = lambda received: response
    assert boss.refused("PUT", "/buyers/B1", {"Name": "N"}) == (400, "blocked by web hook")


def test_an_unreachable_pre_hook_stops_the_call(seller_api, client, boss, receiver):
    hook(seller_api, client, receiver, BeforeProcessRequest=True, Url="http://127.0.0.1:9/nobody")
    assert boss.refused("PUT", "/buyers/B1", {"Name": "N"}) == (400, "blocked by web hook")


def test_the_first_rejecting_pre_hook_by_id_decides(seller_api, client, boss, receiver):
    for id_ in ("c", "a", "b"):
        hook(seller_api, client, receiver, id_, BeforeProcessRequest=True)
    receiver.respond = lambda received: (200, {"proceed": received.path != "/b"})
    boss.refused("PUT", "/buyers/B1", {"Name": "N"})
    assert [call.path for call in receiver.received] == ["/a", "/b"]


def test_a_pre_hook_may_call_the_api_before_it_responds(seller_api, client, boss, receiver, marketplace):
    hook(seller_api, client, receiver, BeforeProcessRequest=True, ElevatedRoles=["FullAccess"])

    def create_another(received):
        caller = marketplace.with_token(received.body["UserToken"])
        return 200, {"proceed": caller.call("POST", "/buyers", {"ID": "B0", "Name": "N"}).ok}

    receiver.respond = create_another
    boss.put("/buyers/B1", {"Name": "N"})
    assert seller_api.ids("/buyers") == ["B0", "B1"]


# retries


def test_a_failed_post_hook_is_retried(
    seller_api, client, boss, receiver, emulator_server, control, monkeypatch
):
    monkeypatch.setattr(emulator_server.emulator.deliveries, "retry_delays", (0.0, 0.01, 0.02))
    hook(seller_api, client, receiver)
    receiver.respond = lambda received: (200 if len(receiver.received) == 2 else 503, None)
    boss.put("/buyers/B1", {"Name": "N"})
    first, *others = receiver.wait_for(3)
    assert {call.raw for call in others} == {first.raw}
    done = control("GET", "/deliveries", organization=seller_api.organization.portal_id).json()["Items"]
    assert [d["Status"] for d in done][:2] == [503, 503]


def test_the_token_in_a_hook_has_the_full_duration(seller_api, client, boss, receiver, clock):
    hook(seller_api, client, receiver)
    clock(50 * 60)
    boss.put("/buyers/B1", {"Name": "N"})
    (call,) = receiver.wait_for(1)
    claims = claims_of(call.body["UserToken"])
    assert claims["exp"] - claims["nbf"] >= 3599
