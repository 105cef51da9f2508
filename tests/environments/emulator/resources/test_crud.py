"""Creating, replacing, patching and deleting; ids; and numbers that keep their digits."""

import re

import pytest

from tests.environments.emulator.callers import address, user

CLIENT = {"AppName": "A", "AccessTokenDuration": 60}

# create


def test_a_new_record_is_201_with_its_address_and_every_property(api):
    answer = api.call("POST", "/suppliers", {"Name": "S"})
    body = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Location"].endswith(f"/v1/suppliers/{body['ID']}")
    assert body | {"ID": "", "DateCreated": ""} == {
        "ID": "",
        "Name": "S",
        "Active": False,
        "DateCreated": "",
        "AllBuyersCanOrder": False,
        "xp": None,
    }


def test_an_id_is_made_when_none_is_given(api):
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", api.post("/suppliers", {"Name": "S"})["ID"])


def test_a_taken_id_is_409_and_names_the_thing(api):
    api.post("/suppliers", {"ID": "S1", "Name": "S"})
    answer = api.call("POST", "/suppliers", {"ID": "s1", "Name": "S"})
    error = answer.json()["Errors"][0]
    assert (answer.status_code, error["ErrorCode"]) == (409, "IdExists")
    assert error["Data"] == {"ObjectType": "Supplier", "ObjectID": "s1"}


def test_missing_properties_are_all_named_at_once(api):
    answer = api.call("POST", "/adminusers", {"FirstName": "A"})
    fields = [e["Data"]["Field"] for e in answer.json()["Errors"] if e["ErrorCode"] == "RequiredField"]
    assert fields == ["Username", "LastName", "Email", "Active"]


def test_names_match_in_any_case_and_unknown_ones_are_passed_over(api):
    body = {"id": "s", "NAME": "S", "Nonsense": {"a": 1}, "DateCreated": "1999-01-01"}
    record = api.post("/suppliers", body)
    assert (record["ID"], record["Name"]) == ("s", "S")
    assert "Nonsense" not in record
    assert not record["DateCreated"].startswith("1999")


def test_the_platform_itself_may_say_when_something_was_made(marketplace):
    body = {"ID": "s", "Name": "S", "DateCreated": "2020-02-03T04:05:06.700Z"}
    record = marketplace.platform().post("/suppliers", body)
    assert record["DateCreated"] == "2020-02-03T04:05:06.700+00:00"


def test_states_and_postal_codes_are_demanded_in_america_only(api):
    assert api.post("/addresses", address("a", State=None, Zip=None, Country="DE"))
    answer = api.call("POST", "/addresses", address("b", State=None, Zip=None))
    assert len(answer.json()["Errors"]) == 2


def test_a_new_record_under_another_has_its_address_there(api):
    api.post("/buyers", {"ID": "b", "Name": "B"})
    for path, body in (("/buyers/b/usergroups", {"Name": "G"}), ("/apiclients", CLIENT)):
        answer = api.call("POST", path, body)
        assert answer.headers["Location"] == f"{api.base}/v1{path}/{answer.json()['ID']}"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("2024-01-31", "2024-01-31T00:00:00+00:00"),
        ("2024-01-31T12:00:00Z", "2024-01-31T12:00:00+00:00"),
        ("2024-01-31T12:00:00.1234567+02:00", "2024-01-31T10:00:00.1234567+00:00"),
        ("2024-01-31 12:00:00", "2024-01-31T12:00:00+00:00"),
    ],
)
def test_dates_are_told_in_utc(api, sent, kept):
    api.post("/buyers", {"ID": "b", "Name": "B"})
    assert api.post("/buyers/b/creditcards", {"ExpirationDate": sent})["ExpirationDate"] == kept


def test_what_is_left_out_has_its_default(api):
    schedule = api.post("/priceschedules", {"Name": "P"})
    assert (schedule["MinQuantity"], schedule["PriceBreaks"], schedule["ApplyTax"]) == (1, [], False)
    client = api.post("/apiclients", CLIENT)
    names = ("Active", "RefreshTokenDuration", "ClientSecret", "MaximumGrantedRoles")
    assert [client[name] for name in names] == [False, 0, None, []]
    assert api.post("/products", {"Name": "P"})["QuantityMultiplier"] == 1


# replace


def test_put_creates_what_is_not_there(api):
    answer = api.call("PUT", "/suppliers/s1", {"Name": "S"})
    assert (answer.status_code, answer.json()["ID"]) == (200, "s1")


def test_put_lets_everything_fall_back_that_it_does_not_name(api):
    made = api.post("/suppliers", {"ID": "s1", "Name": "S", "Active": True, "xp": {"a": 1}})
    record = api.put("/suppliers/S1", {"Name": "T"})
    assert record == made | {"Name": "T", "Active": False, "xp": None}


def test_put_under_a_missing_parent_is_404(api):
    assert api.refused("PUT", "/buyers/none/usergroups/g", {"Name": "G"}) == (404, "NotFound")


def test_another_id_in_the_body_renames(api):
    api.post("/suppliers", {"ID": "s1", "Name": "S"})
    assert api.put("/suppliers/s1", {"ID": "s2", "Name": "S"})["ID"] == "s2"
    assert api.refused("GET", "/suppliers/s1") == (404, "NotFound")


def test_a_put_to_a_taken_id_is_409(api):
    for id_ in ("s1", "s2"):
        api.post("/suppliers", {"ID": id_, "Name": id_})
    answer = api.call("PUT", "/suppliers/s1", {"ID": "S2", "Name": "S"})
    assert (answer.status_code, answer.json()["Errors"][0]["ErrorCode"]) == (409, "IdExists")
    assert answer.json()["Errors"][0]["Data"] == {"ObjectType": "Supplier", "ObjectID": "S2"}
    assert api.get("/suppliers/s1")["Name"] == "s1"


# patch


def test_patch_changes_what_it_names_and_null_clears(api):
    api.post("/usergroups", {"ID": "g", "Name": "G", "Description": "D"})
    assert api.patch("/usergroups/g", {"Description": None})["Description"] is None
    assert api.get("/usergroups/g")["Name"] == "G"


def test_null_in_a_patch_is_the_default_where_there_is_one(api):
    api.post("/products", {"ID": "p", "Name": "P", "QuantityMultiplier": 6, "xp": {"a": 1}})
    patched = api.patch("/products/p", {"QuantityMultiplier": None, "xp": None})
    assert (patched["QuantityMultiplier"], patched["xp"]) == (1, None)


def test_patch_does_not_clear_what_is_required(api):
    api.post("/usergroups", {"ID": "g", "Name": "G"})
    assert api.refused("PATCH", "/usergroups/g", {"Name": None}) == (400, "RequiredField")


def test_patch_merges_xp_key_by_key_and_one_level_deep(api):
    xp = {"keep": 1, "nest": {"a": 1, "b": 2}, "gone": 1, "list": [1, 2]}
    api.post("/usergroups", {"ID": "g", "Name": "G", "xp": xp})
    patched = api.patch("/usergroups/g", {"xp": {"nest": {"c": 3}, "gone": None, "list": [3]}})
    assert patched["xp"] == {"keep": 1, "nest": {"c": 3}, "gone": None, "list": [3]}


def test_patch_changes_of_a_nested_object_what_it_names(api):
    stock = {"Enabled": True, "OrderCanExceed": True, "QuantityAvailable": 3}
    api.post("/products", {"ID": "p", "Name": "P", "Inventory": stock})
    kept = api.patch("/products/p", {"Inventory": {"quantityavailable": 999}})["Inventory"]
    assert {name: kept[name] for name in stock} == stock | {"QuantityAvailable": 999}
    assert api.patch("/products/p", {"Inventory": None})["Inventory"] is None
    fresh = api.patch("/products/p", {"Inventory": {"QuantityAvailable": 1}})["Inventory"]
    assert (fresh["Enabled"], fresh["QuantityAvailable"]) == (False, 1)


def test_only_put_takes_keys_of_xp_away(api):
    api.post("/usergroups", {"ID": "g", "Name": "G", "xp": {"a": 1, "b": 2}})
    assert api.put("/usergroups/g", {"Name": "G", "xp": {"a": 1}})["xp"] == {"a": 1}


def test_patching_the_id_renames_and_a_taken_one_is_409(api):
    api.post("/suppliers", {"ID": "s1", "Name": "S"})
    api.post("/suppliers", {"ID": "s2", "Name": "S"})
    assert api.refused("PATCH", "/suppliers/s1", {"ID": "S2"}) == (409, "IdExists")
    assert api.patch("/suppliers/s1", {"ID": "S1"})["ID"] == "S1"
    assert api.ids("/suppliers") == ["S1", "s2"]


def test_patching_what_is_not_there_is_404(api):
    assert api.refused("PATCH", "/suppliers/none", {"Name": "N"}) == (404, "NotFound")


# delete


def test_deleting_is_204_once_and_404_after(api):
    api.post("/suppliers", {"ID": "s", "Name": "S"})
    assert api.call("DELETE", "/suppliers/s").status_code == 204
    answer = api.call("DELETE", "/suppliers/s")
    assert answer.status_code == 404
    assert answer.json()["Errors"][0]["Data"] == {"ObjectType": "Supplier", "ObjectID": "s"}


# ids


@pytest.mark.parametrize("id_", ["with space", "a/b", "ä", "x" * 101, "a.b", "{none}!"])
def test_an_id_of_other_signs_is_refused(api, id_):
    assert api.refused("POST", "/suppliers", {"ID": id_, "Name": "S"})[0] in (400, 404)
    assert api.ids("/suppliers") == []


def test_ids_are_found_in_any_case_and_keep_theirs(api):
    api.post("/suppliers", {"ID": "MixedCase", "Name": "S"})
    assert api.get("/suppliers/mixedCASE")["ID"] == "MixedCase"


def test_ids_are_unique_under_each_parent(api):
    for buyer in ("b1", "b2"):
        api.post("/buyers", {"ID": buyer, "Name": buyer})
        api.post(f"/buyers/{buyer}/usergroups", {"ID": "same", "Name": buyer})
    assert api.get("/buyers/b2/usergroups/same")["Name"] == "b2"


def test_usernames_are_unique_over_all_kinds_of_users(api):
    api.post("/adminusers", user("sam"))
    api.post("/buyers", {"ID": "b", "Name": "B"})
    body = user("other", Username="SAM")
    assert api.refused("POST", "/buyers/b/users", body) == (409, "User.UsernameMustBeUnique")
    api.delete("/adminusers/sam")
    assert api.post("/buyers/b/users", body)["Username"] == "SAM"


def test_an_incrementor_numbers_ids(api):
    api.post("/incrementors", {"ID": "inc", "Name": "I", "LastNumber": 8, "LeftPaddingCount": 4})
    made = [api.post("/suppliers", {"ID": "Test-{inc}", "Name": "S"})["ID"] for _ in range(2)]
    assert made == ["Test-0009", "Test-0010"]
    assert api.get("/incrementors/inc")["LastNumber"] == 10


@pytest.mark.parametrize("verb", ["PATCH", "PUT"])
def test_an_incrementor_numbers_a_changed_id_too(api, verb):
    api.post("/incrementors", {"ID": "inc", "Name": "I", "LastNumber": 4, "LeftPaddingCount": 3})
    api.post("/suppliers", {"ID": "s", "Name": "S"})
    body = {"ID": "new-{inc}", "Name": "S"}
    assert api.call(verb, "/suppliers/s", body).json()["ID"] == "new-005"
    assert api.ids("/suppliers") == ["new-005"]
    assert api.get("/incrementors/inc")["LastNumber"] == 5


def test_an_unknown_incrementor_is_404(api):
    assert api.refused("POST", "/suppliers", {"ID": "{nope}", "Name": "S"}) == (404, "NotFound")


# digits


@pytest.mark.parametrize("digits", ["9007199254740993", "1.10", "-0.50", "1e400", "123456789012345678901234"])
def test_a_number_in_xp_comes_back_as_it_was_sent(api, digits):
    api.call("PUT", "/suppliers/s", raw=f'{{"Name":"S","xp":{{"n":{digits}}}}}')
    assert f'"n":{digits}' in api.call("GET", "/suppliers/s").text
    assert f'"n":{digits}' in api.call("GET", "/suppliers").text
    api.call("PATCH", "/suppliers/s", raw='{"xp":{"m":1}}')
    assert f'"n":{digits}' in api.call("GET", "/suppliers/s").text


def test_prices_keep_their_zeros_and_zero_is_zero(api):
    steps = '[{"Quantity":1,"Price":10.50},{"Quantity":5,"Price":0}]'
    api.call("POST", "/priceschedules", raw=f'{{"ID":"p","Name":"P","PriceBreaks":{steps}}}')
    text = api.call("GET", "/priceschedules/p").text
    assert '"Price":10.50' in text
    assert '"Price":0,' in text


def test_text_of_every_alphabet_comes_back(api):
    name = 'Ærø 東京 🌳 "quoted" \\ \u2028'
    assert api.post("/suppliers", {"ID": "s", "Name": name})["Name"] == name
    assert api.items("/suppliers")[0]["Name"] == name
