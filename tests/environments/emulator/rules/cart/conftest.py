"""Fixtures of the cart tests: those of the orders."""

from tests.environments.emulator.rules.orders.conftest import anton, client, sally, shop

__all__ = ["anton", "client", "sally", "shop"]
