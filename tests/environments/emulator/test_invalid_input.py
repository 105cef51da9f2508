"""No request makes the emulator fail, and a refused one changes nothing."""

from functools import partial

import pytest

from tests.concurrency import run_concurrently


def error_codes(response) -> list[str]:
    return [entry["ErrorCode"] for entry in response.json()["Errors"]]


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "null",
        "[]",
        '"text"',
        "5",
        "{",
        '{"Name": }',
        '{"Name": NaN}',
        '{"Name": "\\ud800"}',
        b'{"Name": "\xff"}',
        b'{"Name": "\xed\xa0\x80"}',
        '{"Name": "S"}'.encode("utf-16"),
        '{"Name": "\\uDFFF"}',
        '{"xp": {"n": ' + "9" * 5000 + "}}",
        "[" * 5000,
        '{"Name":"S","xp":' + '{"a":' * 200 + "1" + "}" * 201,
    ],
)
def test_a_body_that_is_not_an_object_is_rejected(seller_api, raw):
    response = seller_api.call("POST", "/suppliers", raw=raw or "\n")
    assert (response.status_code, error_codes(response)) == (400, ["Request.InvalidRequestBody"])
    assert seller_api.ids("/suppliers") == []


def test_a_missing_body_is_rejected(seller_api):
    assert seller_api.refused("POST", "/suppliers") == (400, "Request.InvalidRequestBody")


def test_a_body_of_another_content_type_is_rejected(seller_api):
    response = seller_api.call("POST", "/suppliers", raw="Name=S", headers={"Content-Type": "text/plain"})
    assert error_codes(response) == ["Request.InvalidContentType"]


@pytest.mark.parametrize(
    "body",
    [
        {"Name": 5},
        {"Name": ["S"]},
        {"Name": "x" * 101},
        {"Name": "S", "Active": "true"},
        {"Name": "S", "Active": 1},
        {"Name": "S", "xp": "text"},
        {"Name": "S", "xp": []},
    ],
)
def test_a_property_of_the_wrong_type_is_reported(seller_api, body):
    response = seller_api.call("POST", "/suppliers", body)
    assert response.status_code == 400
    assert error_codes(response) == ["ValidationFailure"]
    (wrong,) = response.json()["Errors"][0]["Data"]
    assert wrong in ("Name", "Active", "xp")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/priceschedules", {"Name": "P", "MinQuantity": 0}),
        ("/priceschedules", {"Name": "P", "MinQuantity": 1.5}),
        ("/priceschedules", {"Name": "P", "MaxQuantity": 2**31}),
        ("/priceschedules", {"Name": "P", "SaleStart": "tomorrow"}),
        ("/priceschedules", {"Name": "P", "PriceBreaks": {"Quantity": 1}}),
        ("/priceschedules", {"Name": "P", "PriceBreaks": [{"Quantity": "one"}]}),
        ("/securityprofiles", {"Name": "P", "Roles": ["Emperor"]}),
        ("/securityprofiles", {"Name": "P", "PasswordConfig": {"LockoutDuration": 1}}),
        ("/apiclients", {"AppName": "A", "AccessTokenDuration": 5}),
        ("/addresses", {"Street1": "1", "City": "C", "Country": "Germany"}),
    ],
)
def test_a_value_outside_its_limits_is_rejected(seller_api, path, body):
    assert seller_api.refused("POST", path, body) == (400, "ValidationFailure")


@pytest.mark.parametrize(("lockout", "accepted"), [(1, False), (2, True), (1440, True), (1441, False)])
def test_a_value_at_its_limit_is_accepted(seller_api, lockout, accepted):
    body = {"Name": "P", "PasswordConfig": {"LockoutDuration": lockout}}
    assert seller_api.call("POST", "/securityprofiles", body).status_code == (201 if accepted else 400)


@pytest.mark.parametrize("most", [2**31 - 1, -(2**31)])
def test_an_integer_may_use_32_bits(seller_api, most):
    created = seller_api.post("/incrementors", {"Name": "I", "LastNumber": most, "LeftPaddingCount": 1})
    assert created["LastNumber"] == most
    beyond = most + (1 if most > 0 else -1)
    assert seller_api.refused("PATCH", f"/incrementors/{created['ID']}", {"LastNumber": beyond}) == (
        400,
        "ValidationFailure",
    )


def test_xp_is_at_most_8000_bytes(seller_api):
    assert seller_api.refused("POST", "/suppliers", {"Name": "S", "xp": {"a": "x" * 8000}}) == (
        400,
        "ValidationFailure",
    )
    around = len('{"a":""}')
    for letter, size in (("x", 1), ("é", 2)):
        most = letter * ((8000 - around) // size)
        assert seller_api.post("/suppliers", {"Name": "S", "xp": {"a": most}})["xp"] == {"a": most}
        over = {"Name": "S", "xp": {"a": most + letter}}
        assert seller_api.refused("POST", "/suppliers", over) == (400, "ValidationFailure")


def test_a_body_of_five_megabytes_is_rejected(seller_api):
    response = seller_api.call("POST", "/suppliers", raw=b'{"Name":"' + b"x" * 5_000_000 + b'"}')
    assert response.status_code == 413


@pytest.mark.parametrize(
    "path", ["/suppliers/a%2Fb", "/suppliers/%00", "/suppliers/ü", "/suppliers/..", "/nothing", "//"]
)
def test_unknown_paths_are_404_in_the_envelope(seller_api, path):
    response = seller_api.session.get(
        seller_api.base_url + "/v1" + path, headers={"Authorization": f"Bearer {seller_api.token}"}
    )
    assert response.status_code == 404
    assert error_codes(response) == ["NotFound"]
    assert set(response.json()["Errors"][0]["Data"]) == {"ObjectType", "ObjectID"}


def test_an_unsupported_method_is_405(seller_api):
    response = seller_api.call("DELETE", "/suppliers")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, POST")


def test_paths_match_in_any_case(seller_api):
    assert seller_api.get("/ADMINUSERS")["Items"] == []
    assert seller_api.get("/integrationevents")["Items"] == []


@pytest.mark.parametrize(
    "query", ["Name=%00", "Name=" + "!" * 3000, "Name=" + "|" * 3000, "xp=1", "xp.=1", "xp.a%22b=1"]
)
def test_unusual_filters_do_not_break_a_list(seller_api, query):
    seller_api.post("/suppliers", {"ID": "s", "Name": "S"})
    response = seller_api.session.get(
        f"{seller_api.base_url}/v1/suppliers?{query}", headers={"Authorization": f"Bearer {seller_api.token}"}
    )
    assert response.status_code in (200, 400)


def test_concurrent_creations_of_one_id_succeed_once(marketplace, seller_api):
    statuses = []

    def create():
        statuses.append(seller_api.call("POST", "/suppliers", {"ID": "same", "Name": "S"}).status_code)

    run_concurrently([create] * 8)
    assert sorted(statuses) == [201] + [409] * 7


def test_concurrent_patches_lose_nothing(seller_api):
    seller_api.post("/suppliers", {"ID": "s", "Name": "S", "xp": {}})
    run_concurrently(partial(seller_api.patch, "/suppliers/s", {"xp": {f"k{n}": n}}) for n in range(8))
    assert seller_api.get("/suppliers/s")["xp"] == {f"k{n}": n for n in range(8)}
