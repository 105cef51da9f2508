"""How an account of the hosted Portal gets access tokens of an organization."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote, urlencode

from environments.endpoints import Endpoint
from environments.grants import (
    API_CLIENT_ID_REASON,
    BUYER,
    DATES_REASON,
    NULL_ADDRESS_REASON,
    SELLER,
    SUPPLIER,
    CannotGrant,
    Capabilities,
    UserContext,
    check_roles,
    check_user,
)
from environments.hosted_portal.account import Account
from environments.ordercloud.errors import Forbidden
from environments.token_requests import Token, exchange_token

MAY_NOT_IMPERSONATE = (
    "The account of this connection may not act as {username} in the hosted Portal. "
    "Give it the permission there."
)


@dataclass(frozen=True)
class HostedPortalGrant:
    """An account of the vendor's hosted portal, whose API provides tokens for its organizations."""

    endpoint: Endpoint
    organization_id: str
    account: Account

    @cached_property
    def capabilities(self) -> Capabilities:
        sandbox = self.endpoint.environment == "Sandbox"
        reasons = {
            "accepts_null_addresses": NULL_ADDRESS_REASON,
            "can_set_api_client_ids": API_CLIENT_ID_REASON,
            "can_set_dates": DATES_REASON,
            "limits_roles": "The hosted portal grants all roles of the account. You cannot request fewer.",
            "can_purge": "The hosted portal emails a code before deleting an organization. Delete it there.",
        }
        if not sandbox:
            reasons["can_create"] = f"Only the vendor creates a {self.endpoint.environment} organization."
        return Capabilities(
            can_create=sandbox,
            impersonation_types=frozenset({SELLER, SUPPLIER, BUYER}),
            limits_roles=False,
            resolves_usernames=True,
            reasons=reasons,
        )

    def fetch(
        self, roles: tuple[str, ...], context: UserContext | None = None, platform: bool = False
    ) -> Token:
        url = f"{self.account.api_url}/organizations/{quote(self.organization_id, safe='')}/token"
        if context:
            url += "?" + urlencode({"clientid": context.client_id, "username": context.username})
        try:
            token = self.account.authorized(lambda bearer: exchange_token("GET", url, bearer))
        except Forbidden as error:
            if context is None or error.refuses_credentials:
                raise
            raise CannotGrant(MAY_NOT_IMPERSONATE.format(username=context.username)) from error
        return check_user(check_roles(token, roles, platform), context)
