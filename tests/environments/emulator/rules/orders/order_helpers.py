"""Placing orders, and asking for order returns."""

from tests.environments.emulator.api_client import Api


def order_of(caller: Api, *lines: tuple[str, int], **more) -> str:
    """The id of a new order with lines of (product, quantity)."""
    id_ = caller.post("/orders/outgoing", more)["ID"]
    for product, quantity in lines:
        caller.post(f"/orders/outgoing/{id_}/lineitems", {"ProductID": product, "Quantity": quantity})
    return id_


def ask_for(api, order: str, *items: dict, **more) -> dict:
    """A new order return of some items."""
    return api.post("/orderreturns", {"OrderID": order, "ItemsToReturn": list(items)} | more)
