"""The caller of an operation, as the token says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Caller:
    """Who calls, as the token says.

    `type` is admin, buyer or supplier. `user_num` is 0 for the synthetic user of the default context.
    `platform` marks the platform's own token, which may do what only a restore does. `order_id` ties an
    anonymous shopper to one order; `impersonator` is the internal id of who acts as this user.
    """

    organization: int
    user_type: str
    username: str
    user_num: int
    client_id: str
    roles: frozenset[str]
    expires_at: float
    platform: bool = False
    anonymous: bool = False
    order_id: str = ""
    impersonator: int = 0

    @property
    def user_resource(self) -> str:
        return {"admin": "AdminUsers", "buyer": "Users", "supplier": "SupplierUsers"}[self.user_type]

    def has_role(self, role: str) -> bool:
        return role in self.roles or "FullAccess" in self.roles
