"""Helpers that create orders and order returns."""

from tests.environments.emulator.api_client import Api


def create_order(caller: Api, *lines: tuple[str, int], **more) -> str:
    """Create an order with lines of (product, quantity), and return its id."""
    id_ = caller.post("/orders/outgoing", more)["ID"]
    for product, quantity in lines:
        caller.post(f"/orders/outgoing/{id_}/lineitems", {"ProductID": product, "Quantity": quantity})
    return id_


def create_return(api, order: str, *items: dict, **more) -> dict:
    """Create an order return of some items, and return it."""
    return api.post("/orderreturns", {"OrderID": order, "ItemsToReturn": list(items)} | more)
