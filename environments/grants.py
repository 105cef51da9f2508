"""How a connection obtains tokens, and what it can and cannot do.

Three kinds, one interface: `fetch` gets a token with exactly the roles asked for, `can` says what the
connection is capable of. A grant never hands out a token with more roles than were asked for; when OrderCloud
gives more, the token is thrown away and `TooManyRoles` raised.
"""

import uuid
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol
from urllib.parse import quote, urlencode

import jwt

from environments.endpoints import Endpoint
from environments.token_requests import Token, exchange_token, request_token
from lib import clock

SELLER, SUPPLIER, BUYER = "seller", "supplier", "buyer"
FULL_ACCESS = "FullAccess"
ASSERTION_LIFETIME = 120
NULL_ADDRESS_REASON = "OrderCloud requires an address here; one that leads nowhere is written instead."
API_CLIENT_ID_REASON = "OrderCloud gives a new API client an id of its own choice."
DATES_REASON = "OrderCloud sets the dates of a record itself."
NO_ROLES_SCOPE = "NoRoles"  # an unknown scope word is ignored, while an empty scope means every role


class CannotGrant(Exception):
    """This connection cannot give such a token; the message says why, for people."""


class UnexpectedRoles(CannotGrant):
    """OrderCloud granted roles that were not asked for."""


@dataclass(frozen=True)
class UserContext:
    """Who a call acts as, when not the organization itself.

    `kind` is SELLER, SUPPLIER or BUYER; `company_id` the supplier or buyer; `client_id` the API client
    through which the user signs in.
    """

    user_type: str
    company_id: str = ""
    user_id: str = ""
    username: str = ""
    client_id: str = ""


@dataclass(frozen=True)
class Capabilities:
    """What a connection can do. `reasons` tells, under the name of each missing capability, why it is
    missing: "can_create", "can_purge", "accepts_null_addresses", "keeps_api_client_ids", "keeps_dates", "limits_roles", and
    "seller", "supplier", "buyer" for the kinds of user that it cannot act as.
    """

    can_create: bool = False
    can_purge: bool = False
    can_impersonate: frozenset[str] = frozenset()
    accepts_null_addresses: bool = False
    keeps_api_client_ids: bool = False
    keeps_dates: bool = False
    limits_roles: bool = True
    reasons: dict[str, str] = field(default_factory=dict)


class Grant(Protocol):
    """A connection's way to its tokens."""

    endpoint: Endpoint

    @property
    def capabilities(self) -> Capabilities: ...

    def fetch(
        self, roles: tuple[str, ...], context: UserContext | None = None, platform: bool = False
    ) -> Token:
        """A fresh token that holds no role beyond `roles`.

        Args:
            context: the user to act as; the roles are then those that this user has too.
            platform: the platform's own token, for restores: full access and whatever `can` says of it.
                Where a connection has no such token, it is its ordinary one.

        Raises:
            CannotGrant: this kind of connection cannot.
            Refused: OrderCloud does not accept the connection's credentials.
            Unreachable: no answer.
        """


@dataclass(frozen=True)
class EmulatorGrant:
    """A short assertion that the emulator trusts, signed with the key that both know (RFC 7523)."""

    endpoint: Endpoint
    organization_id: str
    signing_key: str = field(repr=False)

    @cached_property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            can_create=True,
            can_purge=True,
            can_impersonate=frozenset({SELLER, SUPPLIER, BUYER}),
            accepts_null_addresses=True,
            keeps_api_client_ids=True,
            keeps_dates=True,
        )

    def fetch(
        self, roles: tuple[str, ...], context: UserContext | None = None, platform: bool = False
    ) -> Token:
        now = int(clock.timestamp())
        claims: dict[str, Any] = {
            "iss": "portal",
            "aud": self.endpoint.base_url,
            "sub": self.organization_id,
            "scope": " ".join(roles),
            "iat": now,
            "exp": now + ASSERTION_LIFETIME,
            "jti": uuid.uuid4().hex,
        }
        if context:
            claims |= {"username": context.username, "client_id": context.client_id}
        if platform:
            claims["platform"] = True
        assertion = jwt.encode(claims, self.signing_key, algorithm="HS256")
        form = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": assertion}
        return _check_roles(request_token(self.endpoint.token_url, form), roles, platform)


@dataclass(frozen=True)
class ApiClientGrant:
    """An API client of the organization with its secret and a default context user."""

    endpoint: Endpoint
    client_id: str
    client_secret: str = field(repr=False)

    @cached_property
    def capabilities(self) -> Capabilities:
        no_endpoint = "OrderCloud lets an API client act as buyer users only, not as {} users."
        return Capabilities(
            can_impersonate=frozenset({BUYER}),
            reasons={
                "can_create": "An API client belongs to one organization that exists already.",
                "can_purge": "An API client cannot delete its organization.",
                "accepts_null_addresses": NULL_ADDRESS_REASON,
                "keeps_api_client_ids": API_CLIENT_ID_REASON,
                "keeps_dates": DATES_REASON,
                SELLER: no_endpoint.format("seller"),
                SUPPLIER: no_endpoint.format("supplier"),
            },
        )

    def fetch(
        self, roles: tuple[str, ...], context: UserContext | None = None, platform: bool = False
    ) -> Token:
        if context is None:
            wanted = (FULL_ACCESS,) if platform else roles
            return _check_roles(self._client_credentials(wanted), wanted)
        if context.user_type not in self.capabilities.can_impersonate:
            raise CannotGrant(self.capabilities.reasons[context.user_type])
        if not roles:
            raise CannotGrant("OrderCloud gives no token without roles when acting as a buyer user.")
        buyer, user = quote(context.company_id, safe=""), quote(context.user_id, safe="")
        token = exchange_token(
            "POST",
            f"{self.endpoint.api_url}/buyers/{buyer}/users/{user}/accesstoken",
            self._client_credentials(("BuyerImpersonation",)).access_token,
            # Naming no roles means all that the user has; FullAccess itself is nothing that a buyer user has.
            {"ClientID": context.client_id, "Roles": [] if FULL_ACCESS in roles else list(roles)},
        )
        return _check_roles(token, roles)

    def _client_credentials(self, roles: tuple[str, ...]) -> Token:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "scope": " ".join(roles) or NO_ROLES_SCOPE,
        }
        return request_token(self.endpoint.token_url, form)


@dataclass(frozen=True)
class HostedPortalGrant:
    """An account of the vendor's hosted portal, whose own API gives tokens for its organizations."""

    endpoint: Endpoint
    organization_id: str
    portal_url: str
    username: str
    password: str = field(repr=False)

    @property
    def _api(self) -> str:
        return f"{self.portal_url.rstrip('/')}/api/v1"

    @cached_property
    def capabilities(self) -> Capabilities:
        sandbox = self.endpoint.environment == "Sandbox"
        reasons = {
            "accepts_null_addresses": NULL_ADDRESS_REASON,
            "keeps_api_client_ids": API_CLIENT_ID_REASON,
            "keeps_dates": DATES_REASON,
            "limits_roles": "The hosted portal gives all roles of its account; fewer cannot be asked for.",
            "can_purge": "The hosted portal mails its own code before it deletes an organization; do it there.",
        }
        if not sandbox:
            reasons["can_create"] = f"Only the vendor creates a {self.endpoint.environment} organization."
        return Capabilities(
            can_create=sandbox,
            can_impersonate=frozenset({SELLER, SUPPLIER, BUYER}),
            limits_roles=False,
            reasons=reasons,
        )

    def fetch(
        self, roles: tuple[str, ...], context: UserContext | None = None, platform: bool = False
    ) -> Token:
        form = {"grant_type": "password", "username": self.username, "password": self.password}
        account = request_token(f"{self._api}/oauth/token", form)
        url = f"{self._api}/organizations/{quote(self.organization_id, safe='')}/token"
        if context:
            url += "?" + urlencode({"clientid": context.client_id, "username": context.username})
        return _check_roles(exchange_token("GET", url, account.access_token), roles, platform)


def _check_roles(token: Token, roles: tuple[str, ...], platform: bool = False) -> Token:
    """The token itself, when it holds nothing beyond `roles`."""
    surplus = set(token.roles) - set(roles)
    if surplus and not platform and FULL_ACCESS not in roles:
        raise UnexpectedRoles(f"OrderCloud granted more than was asked for: {', '.join(sorted(surplus))}.")
    return token
