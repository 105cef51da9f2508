"""How an API client with a secret gets access tokens."""

from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote

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
    InactiveContextUser,
    UserContext,
    check_roles,
)
from environments.ordercloud.client import Client
from environments.ordercloud.errors import Forbidden
from environments.roles import API_ROLES, FULL_ACCESS, intersect_roles
from environments.token_requests import Token, exchange_token, request_token

NO_ROLES_SCOPE = "NoRoles"  # an unknown scope is ignored, but an empty scope means all roles


@dataclass(frozen=True)
class ApiClientGrant:
    """An API client of the organization with its secret and a default context user."""

    endpoint: Endpoint
    client_id: str
    client_secret: str = field(repr=False)

    @cached_property
    def capabilities(self) -> Capabilities:
        buyers_only = "OrderCloud lets an API client act as buyer users only."
        return Capabilities(
            impersonation_types=frozenset({BUYER}),
            reasons={
                "can_create": "An API client belongs to an existing organization.",
                "can_purge": "An API client cannot delete its organization.",
                "accepts_null_addresses": NULL_ADDRESS_REASON,
                "can_set_api_client_ids": API_CLIENT_ID_REASON,
                "can_set_dates": DATES_REASON,
                SELLER: buyers_only,
                SUPPLIER: buyers_only,
            },
        )

    def fetch(
        self, roles: tuple[str, ...], context: UserContext | None = None, platform: bool = False
    ) -> Token:
        if context is None:
            requested = (FULL_ACCESS,) if platform else roles
            token = self._client_credentials(requested)
            if FULL_ACCESS in requested and not token.roles:
                token = self._client_credentials(None)  # its user lacks full access; all that it has instead
            return check_roles(token, requested)
        if context.user_type not in self.capabilities.impersonation_types:
            raise CannotGrant(self.capabilities.reasons[context.user_type])
        if not roles:
            raise CannotGrant("OrderCloud issues no token without roles when acting as a buyer user.")
        own_token = self._client_credentials(("BuyerImpersonation", "BuyerUserReader")).access_token
        path = f"buyers/{quote(context.company_id, safe='')}/users/{quote(context.user_id, safe='')}"
        requested = self._common_roles(path, own_token, roles, context)
        body = {
            "ClientID": context.client_id,
            "Roles": [role for role in requested if role in API_ROLES],
            "CustomRoles": [role for role in requested if role not in API_ROLES],
        }
        url = f"{self.endpoint.api_url}/{path}/accesstoken"
        return check_roles(exchange_token("POST", url, own_token, body, self.endpoint.guard), requested)

    def _common_roles(
        self, path: str, own_token: str, roles: tuple[str, ...], context: UserContext
    ) -> tuple[str, ...]:
        """Return those of `roles` that the user at `path` has too.

        OrderCloud grants what an impersonation config names, whatever the roles of the user.
        """
        try:
            user = Client(self.endpoint, lambda renew: own_token, retry_budget=0).get(path)
        except Forbidden as error:
            message = "The user of the connection needs BuyerUserReader to act as buyer users."
            raise CannotGrant(message) from error
        if not user.get("Active"):
            raise InactiveContextUser(f"The user {context.username} is not active.")
        common = intersect_roles(roles, user.get("AvailableRoles") or ())
        if not common:
            message = f"{context.username} has none of your roles here"
            raise CannotGrant(f"{message}, and OrderCloud issues no token without roles.")
        return common

    def _client_credentials(self, roles: tuple[str, ...] | None) -> Token:
        """Request a token with these roles; with None, all roles of the default context user."""
        form = {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": self.client_secret,
        }
        if roles is not None:
            form["scope"] = " ".join(roles) or NO_ROLES_SCOPE
        return request_token(self.endpoint.token_url, form, self.endpoint.guard)
