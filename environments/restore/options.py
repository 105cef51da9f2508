"""The options of a restore: what the connection of Staging can do, and the number of concurrent calls."""

from dataclasses import dataclass
from typing import Any

from environments.grants import Capabilities


@dataclass(frozen=True)
class RestoreOptions:
    """Options of a restore: properties of the two organizations that the caller knows.

    Attributes:
        accepts_null_addresses: Staging accepts null as the address of a webhook, sender or event.
        can_set_api_client_ids: Staging accepts an API client under a given id.
        can_set_dates: Staging accepts dates that OrderCloud otherwise sets.
        connection_client_id: the API client through which Staging is reached, which is never changed; or "".
        marketplace_ids: the OwnerID of Production and that of Staging; None if they are the same.
        concurrency: the number of concurrent calls.
        copies_secrets: Production's secrets are copied, as OrderCloud's own restore does. Otherwise Staging
            keeps its secrets, and new records get new ones.
    """

    accepts_null_addresses: bool = False
    can_set_api_client_ids: bool = False
    can_set_dates: bool = False
    connection_client_id: str = ""
    marketplace_ids: tuple[str, str] | None = None
    concurrency: int = 8
    copies_secrets: bool = False

    @classmethod
    def from_capabilities(cls, staging: Capabilities, **others: Any) -> "RestoreOptions":
        """Return the options that the capabilities of Staging's connection allow."""
        return cls(
            accepts_null_addresses=staging.accepts_null_addresses,
            can_set_api_client_ids=staging.can_set_api_client_ids,
            can_set_dates=staging.can_set_dates,
            **others,
        )
