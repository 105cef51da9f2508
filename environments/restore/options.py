"""On which terms a restore works: what the connection of Staging can do, and how hard to pull."""

from dataclasses import dataclass

from environments.grants import Capabilities


@dataclass(frozen=True)
class Terms:
    """What the caller knows about the two halves.

    Attributes:
        null_addresses: Staging accepts null where a webhook, sender or event has its address.
        keep_api_client_ids: Staging accepts an API client under an id of the caller's choice.
        keep_dates: Staging accepts dates that OrderCloud sets otherwise.
        own_api_client_id: the API client through which Staging is reached, which is never touched; or "".
        owner_ids: the organization's id inside Production and inside Staging; None when they are the same.
        slots: how many calls are under way at once.
        copy_secrets: Production's secrets are copied, as OrderCloud's own restore does. Otherwise those that
            Staging has stay, and new records get new ones.
    """

    null_addresses: bool = False
    keep_api_client_ids: bool = False
    keep_dates: bool = False
    own_api_client_id: str = ""
    owner_ids: tuple[str, str] | None = None
    slots: int = 8
    copy_secrets: bool = False

    @classmethod
    def of(cls, staging: Capabilities, **others) -> "Terms":
        """The terms that the capabilities of Staging's connection allow."""
        return cls(
            null_addresses=staging.accepts_null_addresses,
            keep_api_client_ids=staging.keeps_api_client_ids,
            keep_dates=staging.keeps_dates,
            **others,
        )
