"""The caller of an operation, as stated in the token."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Caller:
    """The caller of an operation, as stated in the token.

    Attributes:
        user_type: admin, buyer or supplier.
        user_num: 0 for the synthetic user of the default context.
        portal: the portal got the token, not an API client; its form differs.
        platform: this is the platform's own token, which has additional rights for restores.
        order_id: ties an anonymous shopper to one order.
        invitation_id: of a group order; the caller adds line items to that order and does nothing else.
        impersonator: the internal id of the user who acts as this user.
    """

    organization: int
    user_type: str
    username: str
    user_num: int
    client_id: str
    roles: frozenset[str]
    expires_at: float
    portal: bool = False
    platform: bool = False
    anonymous: bool = False
    order_id: str = ""
    invitation_id: str = ""
    impersonator: int = 0

    @property
    def user_resource(self) -> str:
        return {"admin": "AdminUsers", "buyer": "Users", "supplier": "SupplierUsers"}[self.user_type]

    def has_role(self, role: str) -> bool:
        """Return whether the caller has a role, or full access."""
        return role in self.roles or "FullAccess" in self.roles
