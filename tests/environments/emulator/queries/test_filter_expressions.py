"""Filter expressions on columns, other properties, xp and computed properties."""

import uuid

import pytest

from environments.emulator.queries.filter_expressions import matches
from tests.environments.emulator.api_client import Marketplace

PEOPLE = [
    {"ID": "anna", "Name": "Anna Berg", "Description": None, "xp": {"Age": 30, "Tags": ["a", "b"]}},
    {
        "ID": "bert",
        "Name": "Bert Anders",
        "Description": "tall",
        "xp": {"Age": 9, "City": "Oslo", "Since": "2021-05-01T00:00:00Z"},
    },
    {
        "ID": "cora",
        "Name": "CORA*|!",
        "Description": "",
        "xp": {"Age": 100.5, "City": "oslo bay", "On": True},
    },
    {"ID": "dora", "Name": "dora", "Description": "Tall", "xp": None},
]


@pytest.fixture(scope="module")
def records(emulator_server, session):
    """Create four user groups and four products, shared by all cases."""
    name = "f" + uuid.uuid4().hex[:10]
    session.put(f"{emulator_server.url}/_emulator/organizations/{name}", json={"Environment": "Sandbox"})
    api = Marketplace(emulator_server.url, emulator_server.key, name, "sandbox", session).seller()
    for person in PEOPLE:
        api.post("/usergroups", person)
        api.post("/products", person)
    return api


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        # columns
        ("Name", "anna berg", "anna"),
        ("name", "*an*", "anna bert"),
        ("Name", "a*g", "anna"),
        ("Name", "*A", "dora"),
        ("Name", "anna berg|dora", "anna dora"),
        ("Name", "!anna berg", "bert cora dora"),
        ("Name", "!!dora", "dora"),
        ("Name", "!*an*", "cora dora"),
        ("Name", ">bert", "bert cora dora"),
        ("Name", "<=anna berg", "anna"),
        ("Name", "=<anna berg", "anna"),
        ("Name", "!>bert", "anna"),
        ("Name", r"CORA\*\|\!", "cora"),
        ("ID", ">=cora", "cora dora"),
        # other properties
        ("Description", "tall", "bert dora"),
        ("Description", "!*", "anna"),
        ("Description", "*", "bert cora dora"),
        ("Description", "!tall", "anna cora"),
        # xp
        ("xp.Age", "30", "anna"),
        ("xp.Age", "30.0", "anna"),
        ("xp.Age", ">9", "anna cora"),
        ("xp.Age", ">=9", "anna bert cora"),
        ("xp.Age", "!<30", "anna cora dora"),
        ("xp.Age", "100.5", "cora"),
        ("xp.City", "oslo*", "bert cora"),
        ("xp.City", "OSLO", "bert"),
        ("xp.City", "!*", "anna dora"),
        ("xp.Tags", "b", "anna"),
        ("xp.Tags", "c", ""),
        ("xp.On", "true", "cora"),
        ("xp.On", "!true", "anna bert dora"),
        ("xp.On", ">a", ""),
        ("xp.age", ">9", "anna cora"),
        ("xp.Age", "abc", ""),
        ("xp.City", ">oslo", "cora"),
        ("xp.City", "!oslo*|!*", "anna dora"),
        ("xp.Tags", "*", "anna"),
        ("xp.Tags", "!a", "bert cora dora"),
        ("xp.Since", ">2020-01-01", "bert"),
        ("xp.Since", "!>2020-01-01", "anna cora dora"),
        ("xp.Nothing.At.All", "!*", "anna bert cora dora"),
        # several properties in one key
        ("Name|Description", "*tall*", "bert dora"),
    ],
)
def test_a_filter_on_xp_works_with_and_without_an_index(records, key, text, expected):
    for path in ("/usergroups", "/products"):
        assert records.ids(path, sortBy="ID", **{key: text}) == expected.split()


def test_a_repeated_key_must_match_each_value(records):
    response = records.session.get(
        records.base_url + "/v1/usergroups?Name=*an*&Name=!*berg&sortBy=ID",
        headers={"Authorization": f"Bearer {records.token}"},
    )
    assert [item["ID"] for item in response.json()["Items"]] == ["bert"]


def test_numbers_booleans_and_dates_compare_as_such(seller_api):
    for number in (2, 10):
        seller_api.post("/priceschedules", {"ID": f"s{number}", "Name": "S", "MinQuantity": number})
    assert seller_api.ids("/priceschedules", MinQuantity=">9") == ["s10"]
    seller_api.post("/buyers", {"ID": "on", "Name": "On", "Active": True})
    seller_api.post("/buyers", {"ID": "off", "Name": "Off"})
    assert seller_api.ids("/buyers", Active="true") == ["on"]
    assert seller_api.ids("/buyers", Active="!true") == ["off"]
    assert seller_api.ids("/buyers", DateCreated=">2015-01-01", sortBy="ID") == ["off", "on"]
    assert seller_api.ids("/buyers", DateCreated="<2015-01-01T00:00:00Z") == []


def test_nested_and_computed_properties_can_be_filtered(seller_api):
    seller_api.post(
        "/products", {"ID": "p", "Name": "P", "Inventory": {"Enabled": True, "QuantityAvailable": 7}}
    )
    seller_api.post("/products", {"ID": "q", "Name": "Q"})
    assert seller_api.ids("/products", **{"Inventory.QuantityAvailable": ">5"}) == ["p"]
    assert seller_api.ids("/products", SpecCount="0", sortBy="ID") == ["p", "q"]
    assert seller_api.ids("/products", SpecCount=">0") == []


@pytest.mark.parametrize(("key", "text"), [("Active", "maybe"), ("DateCreated", "soon")])
def test_an_operand_of_the_wrong_type_is_rejected(seller_api, key, text):
    assert seller_api.refused("GET", "/buyers", **{key: text}) == (400, "List.InvalidType")


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("5", 5, True),
        ("5", "5", True),
        ("5.0", 5, True),
        ("*", None, False),
        ("!*", None, True),
        ("*", "", True),
        ("*", {}, True),
        ("a*c", "ac", True),
        ("a*a", "a", False),
        ("a**b", "a-b", True),
        ("", "", True),
        ("", None, False),
        (r"\!a", "!a", True),
        (r"a\\b", r"a\b", True),
        (r"\>5", ">5", True),
        (">2020-01-01", "2020-01-01T00:00:00.001+00:00", True),
        ("2020-01-01T01:00:00+01:00", "2020-01-01T00:00:00+00:00", True),
        (">5", "9", True),
        (">5", True, False),
        ("true", True, True),
        ("x", ["y", "X"], True),
        ("!x", ["y", "x"], False),
        ("ß", "SS", True),
    ],
)
def test_a_filter_expression_matches(text, value, expected):
    assert matches(text, value) is expected
