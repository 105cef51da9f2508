"""What a write does beyond its fields."""

import json

import pytest

from console.guard.comparison import compare
from console.guard.consequences import losses_with, warnings
from console.guard.outcome import record_after
from console.request import json_editor
from console.request.request import Request


@pytest.fixture
def warned(catalogue):
    """The warnings about a write: `warned("Products.Patch", before, body)`."""

    def find(key: str, before: dict, body: dict) -> list[str]:
        request = Request(catalogue.get(key), {"body~json": [json.dumps(body)]})
        record = json_editor.loads(json.dumps(before))
        return [warning.fact for warning in warnings(request, compare(record, record_after(request, record)))]

    return find


@pytest.mark.parametrize(
    ("before", "body", "expected"),
    [
        ({"ShipWeight": 1.5}, {"ShipWeight": 0}, ["ShipWeight becomes 0."]),
        ({"ShipWeight": 0}, {"ShipWeight": 0.0}, []),
        ({"Active": True}, {"Active": False}, ["Active becomes false."]),
        ({"ID": "A"}, {"ID": "B"}, ["The ID becomes B."]),
        ({"Name": "A"}, {"Name": "B"}, []),
        ({"Name": "A"}, {"Unknown": 1, "VariantCount": 2}, ["OrderCloud ignores Unknown, VariantCount."]),
    ],
)
def test_a_patch_warns_only_of_what_the_portal_knows(warned, before, body, expected):
    assert warned("Products.Patch", before, body) == expected


def test_a_save_warns_of_the_fields_that_it_resets(warned):
    before = {"Name": "A", "Description": "D", "Returnable": True}
    assert warned("Products.Save", before, {"Name": "A", "Description": "D"}) == [
        "1 field that you don't send is reset."
    ]


def test_a_changed_secret_is_warned_of(warned):
    assert warned("Webhooks.Patch", {"HashKey": "a"}, {"HashKey": "b"}) == ["HashKey changes."]


def test_what_is_under_a_deleted_record_goes_with_it(catalogue):
    record = json_editor.loads('{"VariantCount": 1, "SpecCount": 0, "CategoryCount": 3}')
    assert losses_with(record, catalogue.get("Products.Delete"), catalogue) == [
        "1 variant",
        "3 categories",
        "inventory records",
        "its assignments",
    ]
    assert losses_with(None, catalogue.get("Specs.Delete"), catalogue)[0] == "options"
    assert losses_with(None, catalogue.get("Products.Patch"), catalogue) == []
