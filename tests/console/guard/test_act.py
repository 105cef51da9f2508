"""A write in words."""

import pytest

from console.guard.act import Act
from console.request.request import Request

ID = {"path.productID": ["TQW-1"]}


@pytest.mark.parametrize(
    ("key", "data", "more", "title", "button"),
    [
        ("Products.Patch", ID, {"change_count": 1}, "This changes 1 field of one product", "Update TQW-1"),
        ("Products.Save", ID, {"change_count": 0}, "This changes no fields of one product", "Update TQW-1"),
        ("Products.Save", ID, {"creates": True}, "This creates one product", "Create TQW-1"),
        ("Products.Create", {}, {"creates": True}, "This creates one product", "Create a product"),
        ("Products.Delete", ID, {}, "This deletes one product", "Delete TQW-1"),
        ("ApiClients.Create", {}, {"creates": True}, "This creates one API client", "Create an API client"),
        (
            "Addresses.DeleteAssignment",
            {},
            {},
            "This deletes one address assignment",
            "Delete this address assignment",
        ),
    ],
)
def test_title_and_button_name_the_act(catalogue, key, data, more, title, button):
    act = Act(Request(catalogue.get(key), data), "Production", **more)
    assert (act.title, act.button) == (title, f"{button} in Production")


def test_an_action_is_named_by_its_operation(catalogue):
    act = Act(Request(catalogue.get("Orders.Split"), {}), "Production")
    assert (act.title, act.button) == ("Split an order", "Split an order in Production")
