"""Sample data: one record of every resource, nearly all with the ID x1, so that every operation finds one."""

from tests.environments.emulator.api_client import Api
from tests.environments.emulator.sample_data import (
    api_clients,
    bundles,
    carts,
    collections,
    deliveries,
    discounts,
    first_version,
    promotions,
    subscriptions,
)
from tests.environments.emulator.sample_data.ids import X

__all__ = ["X", "create_own_sample_data", "create_sample_data"]


def create_sample_data(api: Api) -> dict[str, str]:
    """Create all records of the marketplace, and return the value of each path parameter."""
    return (
        first_version.create(api)
        | discounts.create(api)
        | subscriptions.create(api)
        | api_clients.create(api)
        | deliveries.create(api)
        | promotions.create(api)
        | bundles.create(api)
    )


def create_own_sample_data(shopper: Api) -> dict[str, str]:
    """Create what a buyer user has under `/me` and as a cart, and return its path parameters."""
    return (
        carts.create_own(shopper)
        | collections.create_own(shopper)
        | subscriptions.create_own(shopper)
        | bundles.create_own(shopper)
    )
