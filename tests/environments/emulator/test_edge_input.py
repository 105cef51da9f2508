"""Unusual input: names and numbers that the storage cannot hold, and simultaneous calls."""

import pytest
import requests

from tests.concurrency import run_concurrently
from tests.environments.emulator.api_client import ASSERTION, address, error_of


def refused_in_the_envelope(response: requests.Response) -> None:
    assert 400 <= response.status_code < 500, response.text
    for error in response.json()["Errors"]:
        assert set(error) == {"ErrorCode", "Message", "Data"}


@pytest.fixture
def listed(seller_api):
    """Return a function that lists products with an unencoded query."""
    seller_api.post("/products", {"ID": "p", "Name": "Product", "xp": {"a": {"b": 1}, "it's": 2}})

    def send(query: str) -> requests.Response:
        headers = {"Authorization": f"Bearer {seller_api.token}"}
        return seller_api.session.get(f"{seller_api.base_url}/v1/products?{query}", headers=headers)

    return send


@pytest.mark.parametrize(
    "query",
    [
        "sortBy=xp.a%22b",
        "sortBy=xp.a%00b",
        "search=x&searchOn=xp.a%22b",
        "search=x&searchOn=xp.a%00b",
        "sortBy=" + ",".join(f"xp.k{n}" for n in range(1500)),
        "search=x&searchOn=" + ",".join(f"xp.k{n}" for n in range(1500)),
        "&".join("Name=x" for _ in range(1500)),
        "|".join("Name" for _ in range(1500)) + "=x",
    ],
)
def test_a_query_with_too_many_or_unnamed_parameters_is_rejected(listed, query):
    refused_in_the_envelope(listed(query))


def test_a_too_long_query_is_414(listed):
    response = listed("Name=" + "x" * 20_000)
    assert response.status_code == 414
    refused_in_the_envelope(response)


@pytest.mark.parametrize(
    "query",
    [
        "search=prod%00uct",
        "search=%00",
        "Name=*" + "_" * 16_000 + "*",
        "sortBy=xp." + "a." * 3000 + "b",
        "sortBy=xp.it's,xp.a.b,xp.",
        "xp." + "a." * 3000 + "b=1",
        "xp.it's=2",
        "search=" + "+".join("word" for _ in range(1500)),
    ],
)
def test_an_unusual_query_is_accepted(listed, query):
    response = listed(query)
    assert response.status_code == 200, response.text
    assert response.json()["Meta"]["Page"] == 1


def test_a_facet_path_must_be_quotable(seller_api):
    body = {"ID": "f", "Name": "F", "MinCount": 1}
    for path in ('a"b', "a\nb", 'xp."'):
        assert seller_api.refused("POST", "/productfacets", body | {"XpPath": path}) == (
            400,
            "ValidationFailure",
        )
    seller_api.post("/productfacets", body | {"XpPath": "it's.[0]"})
    assert seller_api.get("/products")["Meta"]["Facets"][0]["Values"] == []


@pytest.mark.parametrize("host", ["[", "a:b:c", "[::1", "exa mple"])
def test_an_invalid_host_is_ignored(emulator_server, marketplace, session, host):
    response = session.get(marketplace.base_url + "/v1/me", headers={"Host": host})
    assert response.status_code in (400, 401)
    response = session.get(f"{emulator_server.url}/_emulator/organizations", headers={"Host": host})
    assert response.status_code in (400, 403)


@pytest.mark.parametrize("claims", [{"scope": ["FullAccess"]}, {"username": 5}, {"sub": {}}, {"exp": "soon"}])
def test_an_assertion_with_malformed_claims_is_rejected(marketplace, claims):
    response = marketplace.token(grant_type=ASSERTION, assertion=marketplace.assertion(**claims))
    assert error_of(response) == (400, "invalid_grant", "Auth.OauthError")


@pytest.mark.parametrize("id_", ["ä", "東京", "%2e%2e", "a%2Fb", "a%20b", "%F0%9F%8C%B3", "x" * 4000])
@pytest.mark.parametrize("verb", ["GET", "PUT", "PATCH", "DELETE"])
def test_an_invalid_id_is_not_found_or_rejected(seller_api, verb, id_):
    response = seller_api.call(verb, f"/suppliers/{id_}", {"Name": "S"})
    refused_in_the_envelope(response)
    assert seller_api.ids("/suppliers") == []


@pytest.mark.parametrize("id_", ["ä", "a/b", "x" * 4000, "\0"])
def test_an_invalid_reference_is_not_found(seller_api, id_):
    response = seller_api.call("POST", "/products", {"ID": "p", "Name": "P", "DefaultSupplierID": id_})
    assert response.status_code == 404
    refused_in_the_envelope(response)


@pytest.mark.parametrize(
    "body",
    [
        {"Name": "N", "PriceBreaks": [None]},
        {"Name": "N", "PriceBreaks": [[]]},
        {"Name": "N", "PriceBreaks": [{"Quantity": 10**12}]},
        {"Name": "N", "PriceBreaks": [{"Price": 10**40}]},
        {"Name": "N", "PriceBreaks": "none"},
        {"Name": "N", "ApplyTax": [True]},
        {"Name": {"a": 1}},
        {"Name": True},
        {"ID": 5, "Name": "N"},
        {"ID": ["a"], "Name": "N"},
    ],
)
def test_a_body_with_wrong_types_stores_nothing(seller_api, body):
    refused_in_the_envelope(seller_api.call("POST", "/priceschedules", body))
    assert seller_api.ids("/priceschedules") == []


def test_a_body_nested_a_hundred_deep_is_stored_and_deeper_is_rejected(seller_api):
    def nested(levels: int) -> str:
        return '{"Name":"S","xp":' + '{"a":' * levels + "1" + "}" * levels + "}"

    assert seller_api.call("PUT", "/suppliers/s", raw=nested(99)).status_code == 200
    assert seller_api.get("/suppliers/s")["xp"]
    refused_in_the_envelope(seller_api.call("PUT", "/suppliers/s", raw=nested(101)))


def test_an_encoded_id_is_found_and_the_location_is_plain(seller_api):
    seller_api.post("/buyers", {"ID": "k", "Name": "K"})
    kelvin = "\N{KELVIN SIGN}"
    response = seller_api.call("POST", f"/buyers/{kelvin}/usergroups", {"ID": "g", "Name": "G"})
    assert response.status_code == 201
    assert response.headers["Location"].endswith("/usergroups/g")


def test_a_number_padded_beyond_the_length_of_an_id_is_rejected(seller_api):
    body = {"ID": "inc", "Name": "I", "LastNumber": 0, "LeftPaddingCount": 2**31 - 1}
    seller_api.post("/incrementors", body)
    assert seller_api.refused("POST", "/suppliers", {"ID": "{inc}", "Name": "S"}) == (
        400,
        "ValidationFailure",
    )
    seller_api.patch("/incrementors/inc", {"LeftPaddingCount": 100})
    assert seller_api.post("/suppliers", {"ID": "{inc}", "Name": "S"})["ID"] == "1".zfill(100)


def test_a_rejected_record_uses_no_number_of_its_incrementor(seller_api):
    seller_api.post("/incrementors", {"ID": "inc", "Name": "I", "LastNumber": 0, "LeftPaddingCount": 0})
    body = {"ID": "p{inc}", "Name": "P", "DefaultSupplierID": "none"}
    assert seller_api.refused("POST", "/products", body) == (404, "NotFound")
    assert seller_api.get("/incrementors/inc")["LastNumber"] == 0


# simultaneous calls


def statuses_of(count: int, call) -> list[int]:
    """Make `count` calls at the same time, and return their sorted statuses."""
    statuses: list[int] = []
    run_concurrently([lambda: statuses.append(call().status_code)] * count)
    return sorted(statuses)


def test_concurrent_deletions_delete_a_record_once(seller_api):
    seller_api.post("/suppliers", {"ID": "s", "Name": "S"})
    assert statuses_of(8, lambda: seller_api.call("DELETE", "/suppliers/s")) == [204] + [404] * 7


def test_concurrent_replacements_store_one_of_them(seller_api):
    bodies = iter([{"Name": f"S{n}", "xp": {"n": n}} for n in range(8)])
    assert statuses_of(8, lambda: seller_api.call("PUT", "/suppliers/s", next(bodies))) == [200] * 8
    record = seller_api.get("/suppliers/s")
    assert record["Name"] == f"S{record['xp']['n']}"


def test_concurrent_creations_get_different_numbers(seller_api):
    seller_api.post("/incrementors", {"ID": "inc", "Name": "I", "LastNumber": 0, "LeftPaddingCount": 2})
    body = {"ID": "s{inc}", "Name": "S"}
    assert statuses_of(8, lambda: seller_api.call("POST", "/suppliers", body)) == [201] * 8
    assert seller_api.ids("/suppliers") == [f"s0{n}" for n in range(1, 9)]


def test_concurrent_renames_to_one_id_succeed_once(seller_api):
    for number in range(8):
        seller_api.post("/addresses", address(f"a{number}"))
    ids = iter([f"a{n}" for n in range(8)])
    statuses = statuses_of(8, lambda: seller_api.call("PATCH", f"/addresses/{next(ids)}", {"ID": "same"}))
    assert statuses == [200] + [409] * 7
    assert len(seller_api.ids("/addresses")) == 8
