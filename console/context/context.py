"""The context of a request: the seller organization, or a user whom a person acts as."""

from dataclasses import asdict, dataclass
from typing import Any

from contributors.impersonation.words import user_in_words
from environments.grants import UserContext
from organizations.models import Organization


@dataclass(frozen=True)
class Context:
    """Who a request acts as.

    Attributes:
        user: the impersonated user; None for the seller organization itself.
        name: the full name of that user.
        company_name: the name of their buyer or supplier.
        client_name: the name of the API client through which they sign in.
        user_roles: their roles, as last read.
        reason: why they are impersonated; required in Production.
    """

    user: UserContext | None = None
    name: str = ""
    company_name: str = ""
    client_name: str = ""
    user_roles: tuple[str, ...] = ()
    reason: str = ""

    @property
    def kind(self) -> str:
        """The type of the impersonated user; empty for the seller organization."""
        return self.user.user_type if self.user else ""

    @property
    def is_impersonated(self) -> bool:
        return self.user is not None

    @property
    def display_name(self) -> str:
        """The name of the user, or their username if they have none."""
        return self.name or (self.user.username if self.user else "")

    def in_words(self, organization: Organization) -> str:
        """Return the account that requests act as, for the audit log."""
        if self.user is None:
            return f"seller organization {organization.marketplace_id}"
        return user_in_words(self.kind, self.user.username, self.name, self.user.company_id)

    def to_dict(self) -> dict[str, Any]:
        """Return the context as JSON values; empty for the seller organization."""
        return asdict(self) if self.user else {}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Context":
        """Return the context that `to_dict` made."""
        if not values:
            return SELLER
        fields = {**values, "user": UserContext(**values["user"])}
        return cls(**{**fields, "user_roles": tuple(fields["user_roles"])})


SELLER = Context()
