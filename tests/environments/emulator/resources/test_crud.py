"""Creating, replacing, patching and deleting records; ids; and exact numbers."""

import re

import pytest

from tests.environments.emulator.api_client import address, user

CLIENT = {"AppName": "A", "AccessTokenDuration": 60}

# create


def test_creating_responds_201_with_location_and_every_property(seller_api):
    response = seller_api.call("POST", "/suppliers", {"Name": "S"})
    body = response.json()
    assert response.status_code == 201
    assert response.headers["Location"].endswith(f"/v1/suppliers/{body['ID']}")
    assert body | {"ID": "", "DateCreated": ""} == {
        "ID": "",
        "Name": "S",
        "Active": False,
        "DateCreated": "",
        "AllBuyersCanOrder": False,
        "xp": None,
    }


def test_an_id_is_generated_when_none_is_given(seller_api):
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", seller_api.post("/suppliers", {"Name": "S"})["ID"])


def test_an_existing_id_is_409_and_names_the_record(seller_api):
    seller_api.post("/suppliers", {"ID": "S1", "Name": "S"})
    response = seller_api.call("POST", "/suppliers", {"ID": "s1", "Name": "S"})
    error = response.json()["Errors"][0]
    assert (response.status_code, error["ErrorCode"]) == (409, "IdExists")
    assert error["Data"] == {"ObjectType": "Supplier", "ObjectID": "s1"}


def test_all_missing_properties_are_reported_together(seller_api):
    response = seller_api.call("POST", "/adminusers", {"FirstName": "A"})
    fields = [e["Data"]["Field"] for e in response.json()["Errors"] if e["ErrorCode"] == "RequiredField"]
    assert fields == ["Username", "LastName", "Email", "Active"]


def test_property_names_are_case_insensitive_and_unknown_ones_ignored(seller_api):
    body = {"id": "s", "NAME": "S", "Nonsense": {"a": 1}, "DateCreated": "1999-01-01"}
    record = seller_api.post("/suppliers", body)
    assert (record["ID"], record["Name"]) == ("s", "S")
    assert "Nonsense" not in record
    assert not record["DateCreated"].startswith("1999")


def test_only_the_platform_may_set_creation_dates(marketplace):
    body = {"ID": "s", "Name": "S", "DateCreated": "2020-02-03T04:05:06.700Z"}
    record = marketplace.platform().post("/suppliers", body)
    assert record["DateCreated"] == "2020-02-03T04:05:06.700+00:00"


def test_states_and_postal_codes_are_required_in_the_us_and_canada_only(seller_api):
    assert seller_api.post("/addresses", address("a", State=None, Zip=None, Country="DE"))
    response = seller_api.call("POST", "/addresses", address("b", State=None, Zip=None))
    assert len(response.json()["Errors"]) == 2


def test_the_location_of_a_nested_record_has_its_parent(seller_api):
    seller_api.post("/buyers", {"ID": "b", "Name": "B"})
    for path, body in (("/buyers/b/usergroups", {"Name": "G"}), ("/apiclients", CLIENT)):
        response = seller_api.call("POST", path, body)
        assert response.headers["Location"] == f"{seller_api.base_url}/v1{path}/{response.json()['ID']}"


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("2024-01-31", "2024-01-31T00:00:00+00:00"),
        ("2024-01-31T12:00:00Z", "2024-01-31T12:00:00+00:00"),
        ("2024-01-31T12:00:00.1234567+02:00", "2024-01-31T10:00:00.1234567+00:00"),
        ("2024-01-31 12:00:00", "2024-01-31T12:00:00+00:00"),
    ],
)
def test_dates_are_returned_in_utc(seller_api, sent, stored):
    seller_api.post("/buyers", {"ID": "b", "Name": "B"})
    assert seller_api.post("/buyers/b/creditcards", {"ExpirationDate": sent})["ExpirationDate"] == stored


def test_omitted_properties_have_their_default(seller_api):
    schedule = seller_api.post("/priceschedules", {"Name": "P"})
    assert (schedule["MinQuantity"], schedule["PriceBreaks"], schedule["ApplyTax"]) == (1, [], False)
    client = seller_api.post("/apiclients", CLIENT)
    names = ("Active", "RefreshTokenDuration", "ClientSecret", "MaximumGrantedRoles")
    assert [client[name] for name in names] == [False, 0, None, []]
    assert seller_api.post("/products", {"Name": "P"})["QuantityMultiplier"] == 1


# replace


def test_put_creates_a_missing_record(seller_api):
    response = seller_api.call("PUT", "/suppliers/s1", {"Name": "S"})
    assert (response.status_code, response.json()["ID"]) == (200, "s1")


def test_put_resets_omitted_properties(seller_api):
    created = seller_api.post("/suppliers", {"ID": "s1", "Name": "S", "Active": True, "xp": {"a": 1}})
    record = seller_api.put("/suppliers/S1", {"Name": "T"})
    assert record == created | {"Name": "T", "Active": False, "xp": None}


def test_put_under_a_missing_parent_is_404(seller_api):
    assert seller_api.refused("PUT", "/buyers/none/usergroups/g", {"Name": "G"}) == (404, "NotFound")


def test_another_id_in_the_body_renames(seller_api):
    seller_api.post("/suppliers", {"ID": "s1", "Name": "S"})
    assert seller_api.put("/suppliers/s1", {"ID": "s2", "Name": "S"})["ID"] == "s2"
    assert seller_api.refused("GET", "/suppliers/s1") == (404, "NotFound")


def test_a_put_to_an_existing_id_is_409(seller_api):
    for id_ in ("s1", "s2"):
        seller_api.post("/suppliers", {"ID": id_, "Name": id_})
    response = seller_api.call("PUT", "/suppliers/s1", {"ID": "S2", "Name": "S"})
    assert (response.status_code, response.json()["Errors"][0]["ErrorCode"]) == (409, "IdExists")
    assert response.json()["Errors"][0]["Data"] == {"ObjectType": "Supplier", "ObjectID": "S2"}
    assert seller_api.get("/suppliers/s1")["Name"] == "s1"


# patch


def test_patch_changes_given_properties_and_null_clears(seller_api):
    seller_api.post("/usergroups", {"ID": "g", "Name": "G", "Description": "D"})
    assert seller_api.patch("/usergroups/g", {"Description": None})["Description"] is None
    assert seller_api.get("/usergroups/g")["Name"] == "G"


def test_null_in_a_patch_is_the_default_where_there_is_one(seller_api):
    seller_api.post("/products", {"ID": "p", "Name": "P", "QuantityMultiplier": 6, "xp": {"a": 1}})
    patched = seller_api.patch("/products/p", {"QuantityMultiplier": None, "xp": None})
    assert (patched["QuantityMultiplier"], patched["xp"]) == (1, None)


def test_patch_does_not_clear_required_properties(seller_api):
    seller_api.post("/usergroups", {"ID": "g", "Name": "G"})
    assert seller_api.refused("PATCH", "/usergroups/g", {"Name": None}) == (400, "RequiredField")


def test_patch_merges_xp_key_by_key_and_one_level_deep(seller_api):
    xp = {"keep": 1, "nest": {"a": 1, "b": 2}, "gone": 1, "list": [1, 2]}
    seller_api.post("/usergroups", {"ID": "g", "Name": "G", "xp": xp})
    patched = seller_api.patch("/usergroups/g", {"xp": {"nest": {"c": 3}, "gone": None, "list": [3]}})
    assert patched["xp"] == {"keep": 1, "nest": {"c": 3}, "gone": None, "list": [3]}


def test_patch_changes_only_given_properties_of_a_nested_object(seller_api):
    stock = {"Enabled": True, "OrderCanExceed": True, "QuantityAvailable": 3}
    seller_api.post("/products", {"ID": "p", "Name": "P", "Inventory": stock})
    inventory = seller_api.patch("/products/p", {"Inventory": {"quantityavailable": 999}})["Inventory"]
    assert {name: inventory[name] for name in stock} == stock | {"QuantityAvailable": 999}
    assert seller_api.patch("/products/p", {"Inventory": None})["Inventory"] is None
    fresh = seller_api.patch("/products/p", {"Inventory": {"QuantityAvailable": 1}})["Inventory"]
    assert (fresh["Enabled"], fresh["QuantityAvailable"]) == (False, 1)


def test_only_put_removes_keys_of_xp(seller_api):
    seller_api.post("/usergroups", {"ID": "g", "Name": "G", "xp": {"a": 1, "b": 2}})
    assert seller_api.put("/usergroups/g", {"Name": "G", "xp": {"a": 1}})["xp"] == {"a": 1}


def test_patching_the_id_renames_and_an_existing_one_is_409(seller_api):
    seller_api.post("/suppliers", {"ID": "s1", "Name": "S"})
    seller_api.post("/suppliers", {"ID": "s2", "Name": "S"})
    assert seller_api.refused("PATCH", "/suppliers/s1", {"ID": "S2"}) == (409, "IdExists")
    assert seller_api.patch("/suppliers/s1", {"ID": "S1"})["ID"] == "S1"
    assert seller_api.ids("/suppliers") == ["S1", "s2"]


def test_patching_a_missing_record_is_404(seller_api):
    assert seller_api.refused("PATCH", "/suppliers/none", {"Name": "N"}) == (404, "NotFound")


# delete


def test_deleting_is_204_first_and_404_afterwards(seller_api):
    seller_api.post("/suppliers", {"ID": "s", "Name": "S"})
    assert seller_api.call("DELETE", "/suppliers/s").status_code == 204
    response = seller_api.call("DELETE", "/suppliers/s")
    assert response.status_code == 404
    assert response.json()["Errors"][0]["Data"] == {"ObjectType": "Supplier", "ObjectID": "s"}


# ids


@pytest.mark.parametrize("id_", ["with space", "a/b", "ä", "x" * 101, "a.b", "{none}!"])
def test_an_id_with_invalid_characters_is_rejected(seller_api, id_):
    assert seller_api.refused("POST", "/suppliers", {"ID": id_, "Name": "S"})[0] in (400, 404)
    assert seller_api.ids("/suppliers") == []


def test_ids_are_case_insensitive_and_keep_their_case(seller_api):
    seller_api.post("/suppliers", {"ID": "MixedCase", "Name": "S"})
    assert seller_api.get("/suppliers/mixedCASE")["ID"] == "MixedCase"


def test_ids_are_unique_under_each_parent(seller_api):
    for buyer in ("b1", "b2"):
        seller_api.post("/buyers", {"ID": buyer, "Name": buyer})
        seller_api.post(f"/buyers/{buyer}/usergroups", {"ID": "same", "Name": buyer})
    assert seller_api.get("/buyers/b2/usergroups/same")["Name"] == "b2"


def test_usernames_are_unique_across_user_types(seller_api):
    seller_api.post("/adminusers", user("sam"))
    seller_api.post("/buyers", {"ID": "b", "Name": "B"})
    body = user("other", Username="SAM")
    assert seller_api.refused("POST", "/buyers/b/users", body) == (409, "User.UsernameMustBeUnique")
    seller_api.delete("/adminusers/sam")
    assert seller_api.post("/buyers/b/users", body)["Username"] == "SAM"


def test_an_incrementor_numbers_ids(seller_api):
    seller_api.post("/incrementors", {"ID": "inc", "Name": "I", "LastNumber": 8, "LeftPaddingCount": 4})
    created = [seller_api.post("/suppliers", {"ID": "Test-{inc}", "Name": "S"})["ID"] for _ in range(2)]
    assert created == ["Test-0009", "Test-0010"]
    assert seller_api.get("/incrementors/inc")["LastNumber"] == 10


@pytest.mark.parametrize("verb", ["PATCH", "PUT"])
def test_an_incrementor_numbers_a_changed_id_too(seller_api, verb):
    seller_api.post("/incrementors", {"ID": "inc", "Name": "I", "LastNumber": 4, "LeftPaddingCount": 3})
    seller_api.post("/suppliers", {"ID": "s", "Name": "S"})
    body = {"ID": "new-{inc}", "Name": "S"}
    assert seller_api.call(verb, "/suppliers/s", body).json()["ID"] == "new-005"
    assert seller_api.ids("/suppliers") == ["new-005"]
    assert seller_api.get("/incrementors/inc")["LastNumber"] == 5


def test_an_unknown_incrementor_is_404(seller_api):
    assert seller_api.refused("POST", "/suppliers", {"ID": "{nope}", "Name": "S"}) == (404, "NotFound")


# digits


@pytest.mark.parametrize("digits", ["9007199254740993", "1.10", "-0.50", "1e400", "123456789012345678901234"])
def test_a_number_in_xp_keeps_its_digits(seller_api, digits):
    seller_api.call("PUT", "/suppliers/s", raw=f'{{"Name":"S","xp":{{"n":{digits}}}}}')
    assert f'"n":{digits}' in seller_api.call("GET", "/suppliers/s").text
    assert f'"n":{digits}' in seller_api.call("GET", "/suppliers").text
    seller_api.call("PATCH", "/suppliers/s", raw='{"xp":{"m":1}}')
    assert f'"n":{digits}' in seller_api.call("GET", "/suppliers/s").text


def test_prices_keep_their_zeros(seller_api):
    steps = '[{"Quantity":1,"Price":10.50},{"Quantity":5,"Price":0}]'
    seller_api.call("POST", "/priceschedules", raw=f'{{"ID":"p","Name":"P","PriceBreaks":{steps}}}')
    text = seller_api.call("GET", "/priceschedules/p").text
    assert '"Price":10.50' in text
    assert '"Price":0,' in text


def test_text_in_every_script_round_trips(seller_api):
    name = 'Ærø 東京 🌳 "quoted" \\ \u2028'
    assert seller_api.post("/suppliers", {"ID": "s", "Name": name})["Name"] == name
    assert seller_api.items("/suppliers")[0]["Name"] == name
