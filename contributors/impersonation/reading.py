"""Reads of users, companies and API clients that the portal makes for itself.

The right to search them is the permission to act as such users, not data access. So they use a token of
their own with the smallest roles that read, which no one is given. A hosted Portal account cannot request
fewer roles than it has; there the portal reads with all of them.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from contributors.impersonation.errors import CannotRead
from environments.grants import BUYER, SELLER, SUPPLIER, CannotGrant
from environments.ordercloud.client import Client
from environments.ordercloud.errors import ErrorResponse, Forbidden, OrderCloudError, Unreachable
from organizations.connections.clients import client_for, grantable_roles
from organizations.models import Organization

USER_READERS = {
    SELLER: ("AdminUserReader",),
    SUPPLIER: ("SupplierReader", "SupplierUserReader"),
    BUYER: ("BuyerReader", "BuyerUserReader"),
}
CLIENT_READERS = ("ApiClientReader",)
WEBHOOK_READERS = ("WebhookReader",)
RETRY_BUDGET = 5.0


def reader(organization: Organization, roles: tuple[str, ...]) -> Client:
    """Return a client of the portal itself that reads with `roles`."""
    return client_for(organization, grantable_roles(organization, roles), retry_budget=RETRY_BUDGET)


@contextmanager
def reading(resource: str, roles: tuple[str, ...]) -> Iterator[None]:
    """Turn an error of OrderCloud while reading into a sentence.

    Args:
        resource: what is read, in the plural.
        roles: those that it needs.

    Raises:
        CannotRead: OrderCloud, or the connection, does not let it be read.
    """
    try:
        yield
    except Forbidden as error:
        missing = " and ".join(roles)
        raise CannotRead(f"The connection can't read {resource}. Its user needs {missing}.") from error
    except Unreachable as error:
        raise CannotRead(f"OrderCloud doesn't respond, so {resource} can't be read.") from error
    except ErrorResponse as error:
        raise CannotRead(f"OrderCloud refused to list {resource}: {error.reason.message}") from error
    except OrderCloudError as error:
        raise CannotRead(error.reason.message) from error
    except CannotGrant as error:
        raise CannotRead(str(error)) from error
