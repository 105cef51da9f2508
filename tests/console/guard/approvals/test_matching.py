"""Which delete an approval is for."""

import json

import pytest

from console.guard.approvals.matching import form_data_of, is_for
from console.models import DeleteApproval
from console.request.request import Request

ANN = {"user": {"username": "ann"}, "user_roles": ["Shopper"]}


@pytest.fixture
def delete(catalogue):
    """A delete of the product with that ID: `delete("TQW-1")`."""
    return lambda id: Request(catalogue.get("Products.Delete"), {"path.productID": [id]})


@pytest.fixture
def approval(delete):
    return DeleteApproval(context=ANN, form_data=json.dumps(form_data_of(delete("TQW-1"))))


def test_it_is_for_one_call(approval, delete):
    assert is_for(approval, delete("TQW-1"), ANN)
    assert not is_for(approval, delete("tqw-1"), ANN)


def test_it_is_for_the_user_whatever_else_is_known_of_that_user(approval, delete):
    assert is_for(approval, delete("TQW-1"), ANN | {"user_roles": ["MeAdmin", "Shopper"]})
    assert not is_for(approval, delete("TQW-1"), {"user": {"username": "bob"}})
    assert not is_for(approval, delete("TQW-1"), {})
