"""Fixtures of the promotion tests: those of the orders, and a function that creates promotions."""

import pytest

from tests.environments.emulator.rules.orders.conftest import anton, client, sally, shop

__all__ = ["anton", "client", "promote", "sally", "shop"]


@pytest.fixture
def promote(shop):
    """Return a function that creates a promotion for all buyers which takes 1 off any order."""

    def create(id_: str, **more) -> dict:
        body = {"ID": id_, "Code": id_, "EligibleExpression": "true", "ValueExpression": "1"}
        return shop.post("/promotions", body | {"AllowAllBuyers": True, "CanCombine": True} | more)

    return create
