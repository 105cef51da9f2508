"""The options of a restore: what the connection of Staging can do, and the number of concurrent calls."""

from dataclasses import dataclass
from typing import Any

from environments.grants import Capabilities


@dataclass(frozen=True)
class RestoreOptions:
    """Options of a restore: properties of the two organizations that the caller knows.

    Attributes:
        accepts_null_addresses: Staging accepts null as the address of a webhook, sender or event.
        keeps_api_client_ids: Staging accepts an API client under a given id.
        keeps_dates: Staging accepts dates that OrderCloud otherwise sets.
        own_api_client_id: the API client through which Staging is reached, which is never changed; or "".
        owner_ids: the organization's id inside Production and inside Staging; None if they are the same.
        concurrency: the number of concurrent calls.
        copies_secrets: Production's secrets are copied, as OrderCloud's own restore does. Otherwise Staging
            keeps its secrets, and new records get new ones.
    """

    accepts_null_addresses: bool = False
    keeps_api_client_ids: bool = False
    keeps_dates: bool = False
    own_api_client_id: str = ""
    owner_ids: tuple[str, str] | None = None
    concurrency: int = 8
    copies_secrets: bool = False

    @classmethod
    def from_capabilities(cls, staging: Capabilities, **others: Any) -> "RestoreOptions":
        """Return the options that the capabilities of Staging's connection allow."""
        return cls(
            accepts_null_addresses=staging.accepts_null_addresses,
            keeps_api_client_ids=staging.keeps_api_client_ids,
            keeps_dates=staging.keeps_dates,
            **others,
        )
