"""Records of a response: links to edit, patch and delete each, ids that open records, and sorted columns."""

import json

import pytest

from console.request import json_editor
from console.response.record_actions import form_values_for, record_actions, writable_part
from console.response.record_links import record_links
from console.response.table import fields_of


def actions(catalogue, operation_id: str, known: dict, record: dict) -> dict:
    found = record_actions(catalogue, catalogue.get(operation_id), known, list(fields_of(record)))
    return {action.label: action for action in found}


@pytest.mark.parametrize(
    ("operation_id", "known", "expected"),
    [
        (
            "Products.List",
            {},
            {"Edit": "Products.Save", "Patch": "Products.Patch", "Delete": "Products.Delete"},
        ),
        (
            "Products.Get",
            {"productID": "P"},
            {"Edit": "Products.Save", "Patch": "Products.Patch", "Delete": "Products.Delete"},
        ),
        (
            "Products.Create",
            {},
            {"Edit": "Products.Save", "Patch": "Products.Patch", "Delete": "Products.Delete"},
        ),
        (
            "Users.List",
            {"buyerID": "B"},
            {"Edit": "Users.Save", "Patch": "Users.Patch", "Delete": "Users.Delete"},
        ),
        ("Me.ListProducts", {}, {}),
        ("Catalogs.ListAssignments", {}, {}),
    ],
)
def test_a_record_is_edited_patched_and_deleted_by_the_operations_of_the_document(
    catalogue, operation_id, known, expected
):
    found = actions(catalogue, operation_id, known, {"ID": "P"})
    assert {label: action.operation.id for label, action in found.items()} == expected


def test_the_path_is_filled_from_the_record_and_the_call(catalogue):
    record = {"ID": "U/1", "Username": "u"}
    patch = actions(catalogue, "Users.List", {"buyerID": "B"}, record)["Patch"]
    assert form_values_for(patch, record, record) == {"path.buyerID": ["B"], "path.userID": ["U/1"]}


def test_edit_is_filled_with_the_record_without_its_read_only_fields(catalogue):
    text = (
        '{"ID": "P", "Name": "A", "ShipWeight": 1.50, "OwnerID": "me", "SpecCount": 3, '
        '"Inventory": {"Enabled": true, "LastUpdated": "2026-01-01T00:00:00Z"}, '
        '"xp": {"Big": 9007199254740993}}'
    )
    record = json_editor.loads(text)
    edit = actions(catalogue, "Products.List", {}, record)["Edit"]
    (body,) = form_values_for(edit, record, fields_of(record))["body~json"]
    assert "1.50" in body
    assert "9007199254740993" in body
    written = json.loads(body)
    assert "SpecCount" not in written
    assert written["Inventory"] == {"Enabled": True}
    assert written["Name"] == "A"


def test_a_record_without_an_id_has_no_actions(catalogue):
    record = {"ID": None}
    edit = actions(catalogue, "Products.List", {}, record)["Edit"]
    assert form_values_for(edit, record, record) is None


def test_members_that_the_document_does_not_know_are_kept(catalogue):
    shape = catalogue.get("Products.Save").body
    assert writable_part({"New": [1], "Name": "n"}, shape) == {"New": [1], "Name": "n"}


def test_each_id_of_a_list_opens_its_record(catalogue):
    record = {"ID": "W", "ApiClientIDs": ["A1", "A2"]}
    link = record_links(catalogue, catalogue.get("Webhooks.List"), {}, ["ApiClientIDs"], list(record))[
        "ApiClientIDs"
    ]
    assert link.operation.id == "ApiClients.Get"
    assert link.arguments_of_list(record) == [
        ("A1", [("path.apiClientID", "A1")]),
        ("A2", [("path.apiClientID", "A2")]),
    ]
    assert link.arguments_of_list({"ApiClientIDs": []}) == []
    assert link.arguments_of_list({"ApiClientIDs": ["A1", None]}) == []
