"""Values that must not be copied from Production, and their replacements.

Records that call an address keep their definition and lose the address. Fields with values of Staging's own
are emptied, and so are secrets, unless they are to be copied. The manifest states which fields these are.
"""

import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from environments.restore.resources.manifest import RESOURCES_BY_NAME
from environments.restore.resources.resource import Record

PLACEHOLDER_URL = "https://blanked.invalid/"
"""Used where OrderCloud requires an address; the domain .invalid never resolves."""

SECRET_BYTES = 32
"""The bytes of a secret, 43 characters as text; OrderCloud accepts at most 50 for a hash key."""


@dataclass(frozen=True)
class Redactions:
    """The rules for a Staging that accepts null addresses, or for one that does not."""

    accepts_null_addresses: bool
    copies_secrets: bool = False

    @property
    def placeholder(self) -> str | None:
        return None if self.accepts_null_addresses else PLACEHOLDER_URL

    def apply(self, name: str, record: Record) -> Record:
        """Return a record of the resource `name` as it may be copied to Staging."""
        resource, blanked = RESOURCES_BY_NAME[name], dict(record)
        blanked |= dict(resource.disabled_fields)
        if resource.targets_field:
            blanked[resource.targets_field] = {"Http": {"Endpoint": PLACEHOLDER_URL, "Secret": new_secret()}}
        if resource.address_field:
            blanked[resource.address_field] = self.placeholder
        for field, _ in resource.preserved_references:
            if field in blanked:
                blanked[field] = [] if isinstance(blanked[field], list) else None
        if not self.copies_secrets:
            blanked |= {field: None for field in resource.secret_fields if field in blanked}
        return blanked


def new_secret() -> str:
    """Return a random secret that OrderCloud accepts in all fields for secrets."""
    return secrets.token_urlsafe(SECRET_BYTES)


def is_blank(address: Any) -> bool:
    """Return whether an address leads nowhere: missing, null, empty, or under `.invalid`."""
    if not isinstance(address, str) or not address.strip():
        return True
    host = _parts(address)[1]
    return host == "invalid" or host.endswith(".invalid")


def normalized_address(address: str) -> tuple[Any, ...]:
    """Return the normal form of an address; addresses that lead to the same place have the same form."""
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
