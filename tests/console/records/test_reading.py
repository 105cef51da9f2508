"""Which call reads the record that a write changes, and which record of its response that is."""

import json

import pytest

from console.records.reading import reading_of
from console.request.request import Request
from console.response.exchange import Exchange


def reading(catalogue, key, **values):
    data = {name.replace("_", ".", 1): [value] for name, value in values.items()}
    return reading_of(Request(catalogue.get(key), data), catalogue)


def response(value, status=200) -> Exchange:
    return Exchange("GET", "/x", status=status, body=json.dumps(value).encode())


def listed(*items) -> Exchange:
    return response({"Meta": {}, "Items": list(items)})


@pytest.mark.parametrize("key", ["Products.Save", "Products.Patch", "Products.Delete"])
def test_a_record_is_read_at_its_own_path(catalogue, key):
    found = reading(catalogue, key, path_productID="a b/ü")
    assert found.request.operation.id == "Products.Get"
    assert found.request.call.path == "/products/a%20b%2F%C3%BC"
    assert found.record_in(response({"ID": "a"})) == {"ID": "a"}
    assert found.is_absent(response({"Errors": []}, 404))
    assert not found.is_absent(response({"ID": "a"}))
    assert found.record_in(response({"Errors": []}, 403)) is None
    assert not found.is_absent(response({"Errors": []}, 500))


@pytest.mark.parametrize(
    ("key", "values", "call"),
    [
        (
            "Products.DeleteAssignment",
            {"path_productID": "P", "path_buyerID": "B", "query_userGroupID": "G"},
            "/products/assignments?productID=P&buyerID=B&userGroupID=G&pageSize=100",
        ),
        (
            "Categories.DeleteAssignment",
            {"path_catalogID": "C", "path_categoryID": "K", "query_buyerID": "B"},
            "/catalogs/C/categories/assignments?categoryID=K&buyerID=B&pageSize=100",
        ),
        (
            "UserGroups.DeleteUserAssignment",
            {"path_buyerID": "B", "path_userGroupID": "G", "path_userID": "U"},
            "/buyers/B/usergroups/assignments?userGroupID=G&userID=U&pageSize=100",
        ),
        (
            "Specs.DeleteProductAssignment",
            {"path_specID": "S", "path_productID": "P"},
            "/specs/productassignments?pageSize=100&SpecID=S&ProductID=P",
        ),
    ],
)
def test_an_assignment_is_found_in_one_list(catalogue, key, values, call):
    assert reading(catalogue, key, **values).request.call.path_and_query == call


def test_only_the_assignment_that_is_deleted_counts(catalogue):
    found = reading(catalogue, "Products.DeleteAssignment", path_productID="P", path_buyerID="B")
    of_buyer = {"ProductID": "p", "BuyerID": "B", "UserGroupID": None, "PriceScheduleID": "S"}
    of_group = {**of_buyer, "UserGroupID": "G"}
    other = {**of_buyer, "BuyerID": "B2"}
    assert found.record_in(listed(of_group, of_buyer, other)) == of_buyer
    assert found.record_in(listed(of_group, other)) is None
    assert found.is_absent(listed(of_group, other))


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("Orders.Submit", {"path_direction": "Outgoing", "path_orderID": "O"}),
        ("Me.TransferAnonUserOrder", {}),
        ("Orders.RemovePromotion", {"path_orderID": "O", "path_promoCode": "C"}),
        ("Orders.SetShippingAddress", {"path_orderID": "O"}),
    ],
)
def test_what_no_single_call_reads_is_not_read(catalogue, key, values):
    assert reading(catalogue, key, **values) is None


def test_every_write_of_the_document_is_read_by_a_safe_call_or_not_at_all(catalogue):
    unread = []
    for operation in catalogue.operations:
        if operation.verb in ("PUT", "PATCH", "DELETE"):
            data = {f"path.{name}": ["x"] for name in operation.path_parameter_names}
            found = reading_of(Request(operation, data), catalogue)
            if found is None:
                unread.append(operation.path)
            else:
                assert found.request.operation.reads
                assert "{" not in found.request.call.path
    assert len(set(unread)) == 17
