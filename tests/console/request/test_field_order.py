"""The order of a form: what is usually filled in first comes first."""

import pytest

from console.request.request import Request


def test_path_parameters_search_and_filters_come_first_in_a_list(catalogue):
    names = [item.parameter.name for item in Request(catalogue.get("Users.List")).ordered_parameters]
    assert names[:3] == ["buyerID", "search", "filters"]


@pytest.mark.parametrize(
    ("key", "first"),
    [
        ("Products.Create", ["Name", "ID"]),
        ("Webhooks.Create", ["Name", "Url", "HashKey", "ID"]),
        ("Buyers.Create", ["Name", "ID"]),
    ],
)
def test_required_fields_and_the_id_come_first_in_a_body(catalogue, key, first):
    request = Request(catalogue.get(key))
    assert [entry.label for entry in request.body.root.ordered_members][: len(first)] == first


def test_the_body_is_written_in_the_order_of_the_document(catalogue):
    data = {"body.Name": ["n"], "body.ID": ["i"]}
    text = Request(catalogue.get("Products.Create"), data).body.text
    names = [member.name for member in catalogue.get("Products.Create").body.members]
    assert (text.index('"ID"') < text.index('"Name"')) == (names.index("ID") < names.index("Name"))
