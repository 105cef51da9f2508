"""An organization that is served in an older version of the API."""

import pytest


@pytest.fixture
def older(seller_api, control, marketplace):
    control("PUT", f"/organizations/{marketplace.portal_id}", {"ApiVersion": "1.0.239"})
    return seller_api


def test_an_older_version_hides_newer_operations_and_properties(older, session):
    promotion = {"Code": "a", "EligibleExpression": "true", "ValueExpression": "1"}
    assert "AutoApply" not in older.post("/promotions", promotion | {"ID": "a"})
    assert "AutoApply" not in older.items("/promotions")[0]
    for method, path in (("GET", "/bundles"), ("GET", "/promotions/a/codes"), ("POST", "/discounts")):
        assert older.call(method, path).status_code == 404
    assert older.refused("POST", "/promotions", {"EligibleExpression": "true"})[0] == 400
    assert older.refused("GET", "/promotions", sortBy="Priority")[0] == 400
    headers = {"Authorization": f"Bearer {older.token}"}
    described = session.get(f"{older.base_url}/v1/openapi/v3", headers=headers).json()
    assert "/bundles" not in described["paths"]
    assert session.get(f"{older.base_url}/v1/openapi/v3").json()["paths"]["/bundles"]


def test_a_newer_property_is_ignored_by_an_older_version(older, control, marketplace):
    promotion = {"Code": "a", "EligibleExpression": "true", "ValueExpression": "1", "AutoApply": True}
    older.post("/promotions", promotion | {"ID": "a"})
    control("PUT", f"/organizations/{marketplace.portal_id}", {"ApiVersion": "1.0.454"})
    assert older.get("/promotions/a")["AutoApply"] is False


def test_an_unknown_version_is_refused(control, marketplace):
    path = f"/organizations/{marketplace.portal_id}"
    assert control("PUT", path, {"ApiVersion": "1.0.1"}).status_code == 400
    assert control("GET", path).json()["ApiVersion"] == "1.0.454"
