"""A client for the OrderCloud API with exact numbers, rate limiting, retries and specific errors."""

from environments.ordercloud.client import Client
from environments.ordercloud.response import Attempt, Response

__all__ = ["Attempt", "Client", "Response"]
