"""A client of the OrderCloud API that keeps digits, waits its turn and says plainly what went wrong."""

from .client import Client
from .reply import Attempt, Reply

__all__ = ["Attempt", "Client", "Reply"]
