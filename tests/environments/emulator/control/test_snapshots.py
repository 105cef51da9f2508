"""Snapshots at the control address: what a reset brings back, and what it leaves."""

import threading

import pytest

from environments.emulator.control import snapshots as control_snapshots
from environments.emulator.http.server import run_in_thread
from tests.environments.emulator.api_client import Marketplace, user


@pytest.fixture(scope="module")
def started_emulator():
    with run_in_thread() as emulator:
        yield emulator


@pytest.fixture
def own_emulator(started_emulator):
    """An emulator without other tests' organizations, since a snapshot may have all of them."""
    yield started_emulator
    emulator = started_emulator.emulator
    for snapshot in emulator.snapshots.all():
        emulator.snapshots.delete(snapshot["Name"])
    for found in emulator.organizations.all():
        emulator.organizations.purge(found.portal_id)


@pytest.fixture
def shop(own_emulator, session):
    return organization(own_emulator, session, "shop")


@pytest.fixture
def snapshots(own_emulator, session):
    """Return a function that calls the control address under `/snapshots`."""

    def call(method: str, path: str = "", body=None):
        return session.request(method, f"{own_emulator.url}/_emulator/snapshots{path}", json=body)

    return call


def organization(emulator, session, portal_id: str) -> Marketplace:
    session.put(f"{emulator.url}/_emulator/organizations/{portal_id}", json={}).raise_for_status()
    return Marketplace(emulator.url, emulator.key, portal_id, "sandbox", session)


def organization_ids(emulator) -> list[str]:
    return [found.portal_id for found in emulator.emulator.organizations.all()]


def test_a_reset_undoes_what_was_created_changed_and_deleted_since(shop, snapshots):
    api = shop.seller()
    for name in ("kept", "changed", "deleted"):
        api.post("/products", {"ID": name, "Name": name, "xp": {"Color": "red"}})
    before = api.items("/products")
    taken = snapshots("PUT", "/start", {})
    assert taken.status_code == 201
    assert taken.json() | {"Created": None} == {
        "Name": "start",
        "Organization": None,
        "Created": None,
        "Records": 3,
    }
    api.patch("/products/changed", {"ID": "renamed", "Name": "Other", "xp": {"Color": "blue"}})
    api.delete("/products/deleted")
    api.post("/products", {"ID": "created", "Name": "created"})
    assert snapshots("POST", "/start/reset").json() == taken.json()
    assert api.items("/products") == before
    assert api.ids("/products", search="deleted") == ["deleted"]
    assert api.ids("/products", search="Other") == []
    assert len(api.ids("/products", **{"xp.Color": "red"})) == 3


def test_resets_repeat_and_snapshots_do_not_disturb_each_other(shop, snapshots):
    api = shop.seller()
    snapshots("PUT", "/empty", {})
    api.post("/suppliers", {"ID": "a", "Name": "A"})
    snapshots("PUT", "/one", {})
    for _ in range(3):
        api.post("/suppliers", {"ID": "b", "Name": "B"})
        snapshots("POST", "/one/reset")
        assert api.ids("/suppliers") == ["a"]
        snapshots("POST", "/empty/reset")
        assert api.ids("/suppliers") == []
        snapshots("POST", "/one/reset")
        assert api.ids("/suppliers") == ["a"]


def test_a_reset_of_one_organization_leaves_the_others(own_emulator, session, shop, snapshots):
    api, other = shop.seller(), organization(own_emulator, session, "other").seller()
    api.post("/suppliers", {"ID": "a", "Name": "A"})
    snapshots("PUT", "/start", {"Organization": "SHOP"})
    api.delete("/suppliers/a")
    other.post("/suppliers", {"ID": "b", "Name": "B"})
    assert snapshots("POST", "/start/reset").json()["Organization"] == "shop"
    assert (api.ids("/suppliers"), other.ids("/suppliers")) == (["a"], ["b"])
    api.delete("/suppliers/a")
    snapshots("POST", "/start/reset")
    assert (api.ids("/suppliers"), other.ids("/suppliers")) == (["a"], ["b"])


def test_a_reset_of_all_removes_later_organizations_and_brings_back_deleted_ones(
    own_emulator, session, shop, snapshots
):
    api = shop.seller()
    api.post("/suppliers", {"ID": "a", "Name": "A"})
    snapshots("PUT", "/start", {})
    session.delete(f"{own_emulator.url}/_emulator/organizations/shop").raise_for_status()
    organization(own_emulator, session, "later")
    snapshots("POST", "/start/reset")
    assert organization_ids(own_emulator) == ["shop"]
    assert api.ids("/suppliers") == ["a"]


def test_a_reset_replaces_an_organization_that_was_created_with_the_same_id(
    own_emulator, session, shop, snapshots
):
    api = shop.seller()
    api.post("/suppliers", {"ID": "a", "Name": "A"})
    snapshots("PUT", "/start", {"Organization": "shop"})
    session.delete(f"{own_emulator.url}/_emulator/organizations/shop").raise_for_status()
    organization(own_emulator, session, "shop").seller().post("/suppliers", {"ID": "b", "Name": "B"})
    snapshots("POST", "/start/reset")
    assert organization_ids(own_emulator) == ["shop"]
    assert api.ids("/suppliers") == ["a"]


def test_tokens_stay_valid_and_revocations_since_the_snapshot_are_undone(
    own_emulator, session, shop, snapshots
):
    before = shop.seller()
    snapshots("PUT", "/start", {})
    after = shop.seller()
    session.delete(f"{own_emulator.url}/_emulator/organizations/shop/tokens").raise_for_status()
    assert before.refused("GET", "/products") == (401, "Auth.TokenRevoked")
    snapshots("POST", "/start/reset")
    assert before.items("/products") == after.items("/products") == []


def test_a_password_is_again_what_it_was(shop, snapshots):
    api = shop.seller()
    api.post("/adminusers", user("boss") | {"Password": "The-first-password-1"})
    profile = {"ID": "p", "Name": "P", "Roles": ["FullAccess"]}
    api.post("/securityprofiles", profile)
    api.post("/securityprofiles/assignments", {"SecurityProfileID": "p", "UserID": "boss"})
    client = {
        "AppName": "C",
        "Active": True,
        "AllowSeller": True,
        "AccessTokenDuration": 60,
        "RefreshTokenDuration": 60,
    }
    client_id = api.post("/apiclients", client)["ID"]
    snapshots("PUT", "/start", {})
    api.patch("/adminusers/boss", {"Password": "The-second-password-2"})
    snapshots("POST", "/start/reset")
    form = {"grant_type": "password", "client_id": client_id, "username": "boss", "scope": "FullAccess"}
    assert shop.token(**form, password="The-first-password-1").status_code == 200
    assert shop.token(**form, password="The-second-password-2").status_code == 401


def test_a_reset_of_all_organizations_sets_the_clock_back(own_emulator, session, snapshots, clock):
    clock(0)
    snapshots("PUT", "/start", {})
    url = f"{own_emulator.url}/_emulator/clock"
    session.put(url, json={"Days": 30}).raise_for_status()
    snapshots("POST", "/start/reset")
    assert session.get(url).json()["AheadSeconds"] == 0


def test_the_log_of_requests_and_the_messages_are_those_of_the_snapshot(
    own_emulator, session, shop, snapshots
):
    api = shop.seller()
    api.items("/products")
    snapshots("PUT", "/start", {})
    logged = session.get(f"{own_emulator.url}/_emulator/requests").json()
    api.items("/suppliers")
    snapshots("POST", "/start/reset")
    assert session.get(f"{own_emulator.url}/_emulator/requests").json() == logged


def test_deliveries_that_wait_are_canceled_and_the_history_is_that_of_the_snapshot(
    own_emulator, shop, snapshots, monkeypatch
):
    deliveries = own_emulator.emulator.deliveries
    deliveries.history.append(
        {"Organization": "shop", "ID": "earlier", "At": "2026-01-01T00:00:00.000+00:00"}
    )
    snapshots("PUT", "/start", {})
    monkeypatch.setattr(deliveries, "retry_delays", (3600.0,))
    deliveries.send({"Organization": "shop", "ID": "waiting"}, "http://127.0.0.1:9/", {}, None)
    deliveries.history.append({"Organization": "shop", "ID": "later", "At": "2026-01-02T00:00:00.000+00:00"})
    snapshots("POST", "/start/reset")
    assert [entry["ID"] for entry in deliveries.of("shop")] == ["earlier"]
    assert not deliveries.is_waiting


def test_requests_in_flight_read_the_state_before_or_after_a_reset(own_emulator, shop, snapshots):
    api = shop.seller()
    for number in range(3):
        api.post("/suppliers", {"ID": f"s{number}", "Name": "before"})
    snapshots("PUT", "/start", {})
    stopped, found = threading.Event(), []

    def read() -> None:
        with_own_connection = shop.with_token(api.token)
        while not stopped.is_set():
            response = with_own_connection.call("GET", "/suppliers")
            names = [item["Name"] for item in response.json().get("Items", [])]
            found.append((response.status_code, names))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(15):
        api.post("/suppliers", {"ID": "s3", "Name": "before"})
        snapshots("POST", "/start/reset")
    stopped.set()
    for reader in readers:
        reader.join()
    assert {status for status, _ in found} == {200}
    assert {tuple(names) for _, names in found} <= {("before",) * 3, ("before",) * 4}


def test_a_rejected_write_is_not_part_of_a_reset(shop, snapshots):
    api = shop.seller()
    api.post("/suppliers", {"ID": "a", "Name": "A"})
    snapshots("PUT", "/start", {})
    assert api.refused("POST", "/suppliers", {"ID": "a", "Name": "A"})[0] == 409
    snapshots("POST", "/start/reset")
    assert api.ids("/suppliers") == ["a"]


def test_a_snapshot_is_replaced_listed_and_deleted(shop, snapshots):
    api = shop.seller()
    snapshots("PUT", "/start", {})
    api.post("/suppliers", {"ID": "a", "Name": "A"})
    assert snapshots("PUT", "/start", {}).status_code == 200
    snapshots("POST", "/start/reset")
    assert api.ids("/suppliers") == ["a"]
    assert [item["Records"] for item in snapshots("GET").json()["Items"]] == [1]
    assert snapshots("DELETE", "/start").status_code == 204
    assert snapshots("GET").json() == {"Items": []}


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/missing/reset", None, 404),
        ("DELETE", "/missing", None, 404),
        ("PUT", "/" + "x" * 101, {}, 400),
        ("PUT", "/with%20space", {}, 400),
        ("PUT", "/", {}, 400),
        ("PUT", "/start", {"Organization": "missing"}, 404),
        ("PUT", "/start", {"Organization": ["shop"]}, 404),
        ("PUT", "/start", [], 400),
    ],
)
def test_a_wrong_name_or_organization_is_reported(snapshots, method, path, body, status):
    response = snapshots(method, path, body)
    assert response.status_code == status
    assert response.json()["Errors"][0]["ErrorCode"]


def test_there_are_at_most_twenty_snapshots(snapshots, monkeypatch):
    assert control_snapshots.MAX_SNAPSHOTS == 20
    monkeypatch.setattr(control_snapshots, "MAX_SNAPSHOTS", 2)
    for name in ("first", "second"):
        assert snapshots("PUT", f"/{name}", {}).status_code == 201
    assert snapshots("PUT", "/third", {}).status_code == 409
    assert snapshots("PUT", "/first", {}).status_code == 200
