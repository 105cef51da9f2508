"""The call that undoes a write, from the record as it was before."""

from typing import Any

import pytest

from console.guard.outcome import sent_body
from console.records.inverse import CannotInvert, Inverse, Write, inverse_of
from console.request import json_editor
from console.request.request import Request

BEFORE = {
    "ID": "TQW",
    "Name": "Wrench",
    "Description": None,
    "ShipWeight": 1.92,
    "xp": {"Serial": 1, "Brand": "K"},
}


def exact(value: Any) -> Any:
    """The value as it is read from a response, with the digits of its numbers."""
    return None if value is None else json_editor.loads(json_editor.dumps(_numbers(value)))


def _numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _numbers(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_numbers(item) for item in value]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return json_editor.Number(str(value)) if is_number else value


class Undo:
    """Builds writes of the real document and inverts them."""

    def __init__(self, catalogue):
        self.catalogue = catalogue

    def __call__(self, key, values, body=None, *, before, after=None, now=None) -> Inverse:
        data = {name: [value] for name, value in values.items()}
        if body is not None:
            data["body~json"] = [json_editor.dumps_pretty(_numbers(body)).value]
        request = Request(self.catalogue.get(key), data)
        write = Write(request, sent_body(request), exact(before), exact(after))
        return inverse_of(write, self.catalogue, exact(now))


@pytest.fixture
def undo(catalogue) -> Undo:
    return Undo(catalogue)


def call(inverse: Inverse) -> str:
    return f"{inverse.request.call.method} {inverse.request.call.path_and_query}"


def body(inverse: Inverse) -> Any:
    return json_editor.loads(inverse.request.body.text)


PRODUCT = {"path.productID": "TQW"}


def test_a_patch_is_undone_by_a_patch_of_the_same_fields(undo):
    inverse = undo("Products.Patch", PRODUCT, {"Name": "N", "Description": "D"}, before=BEFORE)
    assert call(inverse) == "PATCH /products/TQW"
    assert body(inverse) == {"Name": "Wrench", "Description": None}


def test_numbers_keep_their_digits(undo):
    before = json_editor.loads('{"ID": "TQW", "ShipWeight": 1.920, "xp": {"Serial": 90071992547409931}}')
    catalogue = undo.catalogue
    request = Request(
        catalogue.get("Products.Patch"),
        {"path.productID": ["TQW"], "body~json": ['{"ShipWeight": 0, "xp": {"Serial": 2}}']},
    )
    inverse = inverse_of(Write(request, sent_body(request), before), catalogue)
    assert '"ShipWeight": 1.920' in inverse.request.body.text
    assert '"Serial": 90071992547409931' in inverse.request.body.text


def test_xp_keys_that_a_patch_changed_get_their_values_back(undo):
    inverse = undo("Products.Patch", PRODUCT, {"xp": {"Brand": "X"}}, before=BEFORE)
    assert (call(inverse), body(inverse)) == ("PATCH /products/TQW", {"xp": {"Brand": "K"}})


def test_xp_keys_that_a_patch_added_are_removed_by_a_put_of_the_record_as_it_is_now(undo):
    now = {**BEFORE, "Name": "Renamed meanwhile", "xp": {**BEFORE["xp"], "Brand": "X", "New": 1}}
    inverse = undo("Products.Patch", PRODUCT, {"xp": {"New": 1, "Brand": "X"}}, before=BEFORE, now=now)
    assert call(inverse) == "PUT /products/TQW"
    assert body(inverse)["xp"] == exact(BEFORE["xp"])
    assert body(inverse)["Name"] == "Renamed meanwhile"


def test_an_xp_key_that_only_a_put_without_the_password_would_remove_becomes_null_and_says_so(undo):
    before = {"ID": "ada", "Password": None, "xp": {"A": 1}}
    inverse = undo("AdminUsers.Patch", {"path.userID": "ada"}, {"xp": {"B": 2}}, before=before)
    assert (call(inverse), body(inverse)) == ("PATCH /adminusers/ada", {"xp": {"B": None}})
    assert any("Of xp, B stays with the value null" in limit for limit in inverse.limits)


def test_a_put_is_undone_by_a_put_of_the_whole_record_without_what_only_ordercloud_sets(undo):
    before = {
        **BEFORE,
        "SpecCount": 3,
        "OwnerID": "acme",
        "Inventory": {"Enabled": True, "LastUpdated": "2026"},
    }
    inverse = undo("Products.Save", PRODUCT, {"Name": "N"}, before=before)
    assert call(inverse) == "PUT /products/TQW"
    assert body(inverse)["Description"] is None
    assert body(inverse)["xp"] == exact(BEFORE["xp"])
    assert body(inverse)["Inventory"] == {"Enabled": True}
    assert "SpecCount" not in body(inverse)


def test_a_put_of_a_user_is_undone_without_touching_the_password(undo):
    before = {"ID": "ada", "Username": "ada", "Password": None, "xp": {"A": 1}}
    values = {"path.userID": "ada"}
    inverse = undo("AdminUsers.Save", values, {"Username": "b", "Password": "s3"}, before=before)
    assert call(inverse) == "PATCH /adminusers/ada"
    assert body(inverse) == exact({"ID": "ada", "Username": "ada", "xp": {"A": 1}})
    assert "The password is not restored: OrderCloud never returns it." in inverse.limits


def test_a_put_that_created_the_record_is_undone_by_a_delete(undo):
    inverse = undo("Products.Save", PRODUCT, {"Name": "N"}, before=None, after={"ID": "TQW"})
    assert call(inverse) == "DELETE /products/TQW"


def test_a_renamed_record_is_restored_at_its_new_id(undo):
    inverse = undo("Products.Patch", PRODUCT, {"ID": "NEW"}, before=BEFORE, after={**BEFORE, "ID": "NEW"})
    assert (call(inverse), body(inverse)) == ("PATCH /products/NEW", {"ID": "TQW"})


def test_a_delete_is_undone_by_a_put_with_the_id(undo):
    inverse = undo("Products.Delete", PRODUCT, before={**BEFORE, "SpecCount": 3, "VariantCount": 0})
    assert call(inverse) == "PUT /products/TQW"
    assert body(inverse)["ID"] == "TQW"
    (lost,) = [limit for limit in inverse.limits if "not restored" in limit]
    assert "3 specs" in lost
    assert "assignments" in lost
    assert "variants" not in lost


def test_a_deleted_api_client_is_created_again_with_a_new_id_and_says_so(undo):
    before = {"ID": "a-b-c", "AppName": "Shop", "ClientSecret": "s3cret", "AccessTokenDuration": 60}
    inverse = undo("ApiClients.Delete", {"path.apiClientID": "a-b-c"}, before=before)
    assert call(inverse) == "POST /apiclients"
    assert body(inverse) == exact({"AppName": "Shop", "ClientSecret": "s3cret", "AccessTokenDuration": 60})
    assert "OrderCloud gives it a new ID: what refers to a-b-c has to be changed by hand." in inverse.limits


def test_a_record_without_a_put_is_created_again_under_its_id(undo):
    values = {"path.direction": "All", "path.orderID": "O", "path.paymentID": "P"}
    inverse = undo("Payments.Delete", values, before={"ID": "P", "Type": "CreditCard", "Amount": 1.50})
    assert call(inverse) == "POST /orders/All/O/payments"
    assert body(inverse)["ID"] == "P"


def test_a_deleted_assignment_is_saved_again(undo):
    before = {"ProductID": "TQW", "BuyerID": "B", "UserGroupID": None, "PriceScheduleID": "S"}
    values = {**PRODUCT, "path.buyerID": "B"}
    inverse = undo("Products.DeleteAssignment", values, before=before)
    assert (call(inverse), body(inverse)) == ("POST /products/assignments", before)


def test_an_assignment_below_a_parent_is_saved_below_it(undo):
    values = {"path.buyerID": "B", "path.userGroupID": "G", "path.userID": "U"}
    before = {"UserGroupID": "G", "UserID": "U"}
    inverse = undo("UserGroups.DeleteUserAssignment", values, before=before)
    assert (call(inverse), body(inverse)) == ("POST /buyers/B/usergroups/assignments", before)


def test_what_no_call_restores_says_so(undo):
    with pytest.raises(CannotInvert, match=r"The API has no call that restores /me/orders\."):
        undo("Me.TransferAnonUserOrder", {}, before=None)


def test_every_delete_that_can_be_read_has_an_inverse_in_the_real_document(catalogue, undo):
    without = []
    for operation in catalogue.operations:
        if operation.verb != "DELETE":
            continue
        values = {f"path.{name}": "x" for name in operation.path_parameter_names}
        try:
            inverse = undo(operation.key, values, before={"ID": "x"})
        except CannotInvert:
            without.append(operation.id)
        else:
            assert not inverse.request.operation.reads
    assert len(without) == 5
