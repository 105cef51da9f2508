"""What a record becomes by PUT and PATCH."""

import json

import pytest

from console.guard.outcome import record_after, sent_body
from console.request import json_editor
from console.request.request import Request

BEFORE = {
    "ID": "TQW-1",
    "OwnerID": "acme",
    "Name": "Torque wrench",
    "Description": "With a case",
    "QuantityMultiplier": 3,
    "ShipWeight": 1.92,
    "Active": True,
    "VariantCount": 4,
    "Inventory": {"Enabled": True, "QuantityAvailable": 7, "LastUpdated": "2026-01-01"},
    "xp": {"Brand": "Nordhagen", "Erp": {"Record": 1, "Plant": "A"}},
}


@pytest.fixture
def after(catalogue):
    """The record after a write of `body` by an operation: `after("Products.Patch", {...})`."""

    def apply(key: str, body: dict | str) -> dict:
        text = body if isinstance(body, str) else json.dumps(body)
        data = {"path.productID": ["TQW-1"], "body~json": [text]}
        before = json_editor.loads(json.dumps(BEFORE))
        return json.loads(json_editor.dumps(record_after(Request(catalogue.get(key), data), before)))

    return apply


def test_patch_keeps_what_it_does_not_name(after):
    assert after("Products.Patch", {"Name": "Wrench", "Description": None}) == BEFORE | {
        "Name": "Wrench",
        "Description": None,
    }


def test_patch_merges_xp_and_nested_objects_one_level_deep(after):
    changed = after("Products.Patch", {"xp": {"Erp": {"Record": 2}}, "Inventory": {"QuantityAvailable": 0}})
    assert changed["xp"] == {"Brand": "Nordhagen", "Erp": {"Record": 2}}
    assert changed["Inventory"] == BEFORE["Inventory"] | {"QuantityAvailable": 0}


def test_put_resets_what_it_does_not_send_and_keeps_what_the_server_sets(after):
    changed = after("Products.Save", {"Name": "Wrench", "Inventory": {"Enabled": True}, "xp": {"Brand": "X"}})
    assert changed == {
        "ID": "TQW-1",
        "OwnerID": "acme",
        "Name": "Wrench",
        "Description": None,
        "QuantityMultiplier": 1,
        "ShipWeight": None,
        "Active": False,
        "VariantCount": 4,
        "Inventory": {"Enabled": True, "QuantityAvailable": None, "LastUpdated": "2026-01-01"},
        "xp": {"Brand": "X"},
    }


def test_names_count_in_any_case_and_read_only_properties_are_ignored(after):
    changed = after("Products.Patch", {"name": "Wrench", "VariantCount": 9, "Unknown": 1})
    assert changed == BEFORE | {"Name": "Wrench"}


def test_numbers_keep_their_digits(catalogue):
    text = '{"ShipWeight": 1.10, "xp": {"Erp": 90071992547409931}}'
    request = Request(catalogue.get("Products.Patch"), {"path.productID": ["TQW-1"], "body~json": [text]})
    assert json_editor.dumps(record_after(request, {"xp": {}})) == (
        '{"xp": {"Erp": 90071992547409931}, "ShipWeight": 1.10}'
    )


def test_text_that_is_not_json_changes_nothing(catalogue):
    request = Request(catalogue.get("Products.Patch"), {"body~json": ["{"]})
    assert sent_body(request) == {}
