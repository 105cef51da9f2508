"""The control address: provisioning, recorded requests, and access."""

from datetime import UTC, datetime, timedelta

import pytest
import requests
from werkzeug.test import Client

from environments.emulator.http.application import Application


def test_provisioning_is_idempotent_and_starts_empty(control, create_organization):
    body = {"Environment": "Staging", "Region": "EST", "Name": "Shop"}
    assert control("PUT", "/organizations/shop1_Staging", body).status_code == 201
    again = control("PUT", "/organizations/shop1_Staging", body | {"Name": "Renamed"})
    assert (again.status_code, again.json()) == (
        200,
        {
            "Id": "shop1_Staging",
            "MarketplaceID": "shop1",
            "Name": "Renamed",
            "Environment": "Staging",
            "Region": "est",
            "BasePath": "/est-staging",
            "ApiVersion": "1.0.454",
        },
    )
    assert control("GET", "/organizations/SHOP1_staging").json()["Name"] == "Renamed"
    api = create_organization("shop1_Staging", "Staging", "est").seller()
    for path in ("/buyers", "/adminusers", "/apiclients", "/securityprofiles", "/catalogs"):
        assert api.items(path) == []


def test_what_a_change_of_an_organization_leaves_out_stays_as_it_is(control):
    body = {"Environment": "Production", "Region": "est", "Name": "Shop"}
    before = control("PUT", "/organizations/kept", body).json()
    changed = control("PUT", "/organizations/kept", {"ApiVersion": "1.0.239"})
    assert (changed.status_code, changed.json()) == (200, before | {"ApiVersion": "1.0.239"})
    assert control("PUT", "/organizations/kept").json() == changed.json()


def test_an_organization_says_whether_it_is_empty(control, create_organization):
    api = create_organization("shop1").seller()
    assert control("GET", "/organizations/shop1").json()["Empty"] is True
    api.post("/suppliers", {"ID": "s", "Name": "S"})
    assert control("GET", "/organizations/shop1").json()["Empty"] is False


@pytest.mark.parametrize(
    ("id_", "body", "status"),
    [
        ("bad id", {}, 400),
        ("x1", {"Environment": "Moon"}, 400),
        ("x1", {"Region": "Moon"}, 400),
        ("x" * 101, {}, 400),
    ],
)
def test_an_invalid_organization_is_rejected(control, id_, body, status):
    assert control("PUT", f"/organizations/{id_}", body).status_code == status


def test_an_organization_keeps_its_environment_and_region(control, create_organization):
    create_organization("fixed1", "Sandbox")
    response = control("PUT", "/organizations/fixed1", {"Environment": "Production"})
    assert response.status_code == 409


def test_a_purge_deletes_an_organization_and_its_tokens(control, create_organization):
    organization = create_organization()
    api = organization.seller()
    api.post("/buyers", {"ID": "b", "Name": "B"})
    assert control("DELETE", f"/organizations/{organization.portal_id}").status_code == 204
    assert control("DELETE", f"/organizations/{organization.portal_id}").status_code == 404
    assert api.refused("GET", "/me") == (401, "InvalidToken")
    again = create_organization(organization.portal_id).seller()
    assert again.items("/buyers") == []
    assert api.refused("GET", "/me") == (401, "InvalidToken")


# access


def test_requests_of_other_machines_require_the_key(emulator_server):
    client = Client(Application(emulator_server.emulator))
    here = {"REMOTE_ADDR": "127.0.0.1"}
    assert client.get("/_emulator/organizations", environ_overrides=here).status_code == 200
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/_emulator/organizations", environ_overrides=elsewhere).status_code == 403
    key = {"X-Emulator-Key": emulator_server.key}
    response = client.get("/_emulator/organizations", environ_overrides=elsewhere, headers=key)
    assert response.status_code == 200
    wrong = {"X-Emulator-Key": "wrong"}
    assert (
        client.get("/_emulator/organizations", environ_overrides=elsewhere, headers=wrong).status_code == 403
    )
    passed_on = {"X-Forwarded-For": "192.0.2.7"}
    response = client.get("/_emulator/organizations", environ_overrides=here, headers=passed_on)
    assert response.status_code == 403


@pytest.mark.parametrize("header", [{"Origin": "https://evil.example"}, {"Host": "evil.example"}])
def test_requests_of_web_pages_on_this_machine_require_the_key(emulator_server, session, header):
    response = session.post(f"{emulator_server.url}/_emulator/reset", headers=header)
    assert response.status_code == 403
    assert "Access-Control-Allow-Origin" not in response.headers
    response = session.post(
        f"{emulator_server.url}/_emulator/reset", headers=header | {"X-Emulator-Key": emulator_server.key}
    )
    assert response.status_code == 204


def test_an_unknown_control_call_is_404(control):
    assert control("GET", "/nothing").status_code == 404
    assert control("POST", "/organizations").status_code == 404


# requests


def test_the_log_lists_the_requests_of_an_organization(control, create_organization):
    here, there = create_organization(), create_organization()
    here.seller().get("/buyers", search="x")
    there.seller().get("/suppliers")
    here.seller().refused("GET", "/buyers/none")
    items = control("GET", "/requests", organization=here.portal_id).json()["Items"]
    assert [(i["Method"], i["Path"], i["Status"]) for i in items] == [
        ("GET", "/v1/buyers?search=x", 200),
        ("GET", "/v1/buyers/none", 404),
    ]


def test_the_log_can_start_at_a_time(control, marketplace):
    api = marketplace.seller()
    api.get("/buyers")
    later = (datetime.now(UTC) + timedelta(seconds=60)).isoformat()
    listed = {"organization": marketplace.portal_id}
    assert len(control("GET", "/requests", since="2020-01-01", **listed).json()["Items"]) == 1
    assert len(control("GET", "/requests", since="2020-01-01T00:00:00Z", **listed).json()["Items"]) == 1
    assert control("GET", "/requests", since=later, **listed).json()["Items"] == []
    assert control("GET", "/requests", since="yesterday").status_code == 400


def test_the_log_contains_no_tokens(control, marketplace):
    token = marketplace.seller().token
    marketplace.with_token(token).get("/me")
    marketplace.with_token(token).refused("PUT", "/me/orders", anonUserToken=token)
    assert token not in control("GET", "/requests").text


def test_clearing_the_log_keeps_the_organizations(control, marketplace):
    marketplace.seller().get("/me")
    assert control("POST", "/reset").status_code == 204
    assert control("GET", "/requests", organization=marketplace.portal_id).json()["Items"] == []
    assert control("GET", f"/organizations/{marketplace.portal_id}").ok


# environments and regions


def test_every_environment_of_every_region_responds(emulator_server, session):
    places = session.get(emulator_server.url + "/").json()["Environments"]
    assert len(places) == 15
    for place in places:
        assert session.get(f"{emulator_server.url}/{place}/v1/me").status_code == 401
    assert session.get(f"{emulator_server.url}/moon/v1/me").status_code == 404


def test_organizations_of_the_same_marketplace_are_separate(create_organization):
    names = [("iso", "Production"), ("iso_Staging", "Staging"), ("iso_Sandbox", "Sandbox")]
    apis = [create_organization(name, environment).seller() for name, environment in names]
    for number, api in enumerate(apis):
        api.post("/buyers", {"ID": "b", "Name": f"B{number}"})
        assert api.get("/me")["Seller"] == {"ID": "iso"}
        assert api.get("/catalogs/b")["OwnerID"] == "iso"
    assert [api.get("/buyers/b")["Name"] for api in apis] == ["B0", "B1", "B2"]
    apis[0].delete("/buyers/b")
    assert apis[1].ids("/buyers") == ["b"]


def test_two_organizations_in_one_environment_are_separate(create_organization):
    one, two = create_organization().seller(), create_organization().seller()
    one.post("/buyers", {"ID": "b", "Name": "B"})
    assert two.items("/buyers") == []
    assert two.refused("GET", "/buyers/b") == (404, "NotFound")
    client = one.post("/apiclients", {"AppName": "A", "AccessTokenDuration": 60})["ID"]
    body = {"Name": "W", "Url": "https://x.example", "HashKey": "k", "ApiClientIDs": [client]}
    assert two.refused("POST", "/webhooks", body) == (404, "NotFound")


def test_pages_of_other_origins_may_call(marketplace):
    response = requests.options(marketplace.base_url + "/v1/me", timeout=5)
    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Origin"] == "*"
