"""What must not come from Production, and what stands in its place.

The three kinds of record that call somebody keep their definition and lose their address. Webhooks also lose
the API clients that set them off, API clients the integration events that they use, and nobody is assigned to
a message sender.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .kind import Record

LEADS_NOWHERE = "https://blanked.invalid/"
"""Stands for no address where OrderCloud insists on one; the domain .invalid never resolves."""

ADDRESS = {"Webhooks": "Url", "MessageSenders": "URL", "IntegrationEvents": "CustomImplementationUrl"}
KEY = {"Webhooks": "HashKey", "MessageSenders": "SharedKey", "IntegrationEvents": "HashKey"}
EVENT_FIELDS = (
    "OrderCheckoutIntegrationEventID",
    "OrderReturnIntegrationEventID",
    "AddToCartIntegrationEventID",
)
NOT_TAKEN = ("MessageSenderAssignments", "MessageCCListenerAssignments")
"""Kinds that are not copied from Production at all."""


@dataclass(frozen=True)
class Redactions:
    """The rules, for a Staging that accepts null addresses or one that does not."""

    null_addresses: bool

    @property
    def blank(self) -> str | None:
        return None if self.null_addresses else LEADS_NOWHERE

    def blanked(self, kind: str, record: Record) -> Record:
        """The record as it may be copied to Staging."""
        if kind in ADDRESS:
            record = {**record, ADDRESS[kind]: self.blank}
        if kind == "Webhooks":
            record = {**record, "ApiClientIDs": []}
        if kind == "ApiClients":
            record = {**record, **{name: None for name in EVENT_FIELDS if name in record}}
        return record


def is_blank(address: Any) -> bool:
    """Whether an address leads nowhere: missing, null, empty, or under `.invalid`."""
    if not isinstance(address, str) or not address.strip():
        return True
    host = _parts(address)[1]
    return host == "invalid" or host.endswith(".invalid")


def same_place(address: str) -> tuple[Any, ...]:
    """What two addresses that lead to the same place have in common, however they are spelled."""
    return _parts(address)


def _parts(address: str) -> tuple[Any, ...]:
    text = address.strip()
    try:
        parts = urlsplit(text)
        scheme, host, port = parts.scheme.lower(), (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ("", "", None, text, "")
    default = {"https": 443, "http": 80}.get(scheme)
    return (scheme, host, port or default, parts.path.rstrip("/"), parts.query)
