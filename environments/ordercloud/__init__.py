"""A client of the OrderCloud API that keeps digits, waits its turn and says plainly what went wrong."""

from environments.ordercloud.client import Client
from environments.ordercloud.response import Attempt, Response

__all__ = ["Attempt", "Client", "Response"]
