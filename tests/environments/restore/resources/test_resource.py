"""The calls that save and delete the records of a resource."""

import pytest

from environments.restore.resources.manifest import RESOURCES_BY_NAME
from environments.restore.resources.resource import casefold_key


def test_ids_are_quoted_everywhere_in_a_path():
    resource = RESOURCES_BY_NAME["Users"]

    assert resource.list_path(("a b/c",)) == "/buyers/a%20b%2Fc/users"
    assert resource.item_path(("acme",), ("x?y",)) == "/buyers/acme/users/x%3Fy"


def test_a_record_is_put_and_deleted_by_its_id():
    resource = RESOURCES_BY_NAME["Products"]

    assert (resource.save_call((), ("p",), {}).method, resource.save_call((), ("p",), {}).path) == (
        "PUT",
        "/products/p",
    )
    assert (resource.delete_call((), ("p",)).method, resource.delete_call((), ("p",)).path) == (
        "DELETE",
        "/products/p",
    )


def test_an_assignment_is_posted_to_its_list_and_deleted_by_its_parties():
    resource = RESOURCES_BY_NAME["SecurityProfileAssignments"]
    key = ("shopping", "acme", None, None, "staff")

    assert resource.save_call((), key, {}).path == "/securityprofiles/assignments"
    call = resource.delete_call((), key)
    assert call.path == "/securityprofiles/shopping/assignments"
    assert call.query == (("buyerID", "acme"), ("userGroupID", "staff"))


@pytest.mark.parametrize(
    ("key", "path"),
    [
        (("c", "acme", None), "/buyers/acme/ApiClients/Assignments/c"),
        (("c", None, "mill"), "/suppliers/mill/ApiClients/Assignments/c"),
    ],
)
def test_an_api_client_assignment_is_deleted_by_its_party(key, path):
    assert RESOURCES_BY_NAME["ApiClientAssignments"].delete_call((), key).path == path


def test_a_product_assignment_has_its_seller_and_group_in_the_query():
    call = RESOURCES_BY_NAME["ProductAssignments"].delete_call((), ("market", "p", "acme", "staff"))

    assert call.path == "/products/p/assignments/acme"
    assert call.query == (("sellerID", "market"), ("userGroupID", "staff"))


def test_a_link_has_its_price_schedule_in_the_query_and_no_body():
    resource = RESOURCES_BY_NAME["ProductSuppliers"]
    read = resource.normalize({"ID": "mill", "Name": "Mill", "DefaultPriceScheduleID": "sale"})

    call = resource.save_call(("p",), ("mill",), read)

    assert read == {"SupplierID": "mill", "DefaultPriceScheduleID": "sale"}
    assert (call.method, call.path, call.body) == ("PUT", "/products/p/suppliers/mill", False)
    assert call.query == (("defaultPriceScheduleID", "sale"),)


def test_an_xp_index_is_addressed_by_its_two_fields():
    resource = RESOURCES_BY_NAME["XpIndices"]

    assert resource.save_call((), ("Order", "a.b"), {}).path == "/xpindices"
    assert resource.delete_call((), ("Order", "a.b")).path == "/xpindices/Order/a.b"


def test_cc_listeners_cannot_be_deleted():
    resource = RESOURCES_BY_NAME["MessageCCListenerAssignments"]

    assert resource.delete_call((), ("m", None, None, None, "OrderSubmitted", None, None, None, "u")) is None


def test_names_are_case_insensitive():
    assert casefold_key(("Ab", None)) == casefold_key(("aB", None)) == ("ab", None)


def test_a_variant_is_identified_by_its_options_in_any_order():
    specs = [{"SpecID": "Size", "OptionID": "S"}, {"SpecID": "Color", "OptionID": "Red"}]
    resource = RESOURCES_BY_NAME["Variants"]

    assert resource.match_key({"ID": "one", "Specs": specs}) == resource.match_key(
        {"ID": "two", "Specs": specs[::-1]}
    )
