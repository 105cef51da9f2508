"""How a connection gets access tokens, and what it can do.

All grants have the same interface: `fetch` gets a token with exactly the requested roles, `capabilities`
lists what the connection can do. A grant never returns a token with more roles than requested, or of
another kind of user; when OrderCloud grants one, it is discarded and `UnexpectedRoles` or `UnexpectedUser` is
raised.
"""

import uuid
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, Protocol

import jwt

from environments.endpoints import Endpoint
from environments.roles import FULL_ACCESS
from environments.token_requests import Token, request_token, user_type_in
from lib import clock

SELLER, SUPPLIER, BUYER = "seller", "supplier", "buyer"
KINDS_BY_USER_TYPE = {
    "admin": SELLER,
    "seller": SELLER,
    "supplier": SUPPLIER,
    "buyer": BUYER,
}  # as tokens name them
ASSERTION_LIFETIME = 120
NULL_ADDRESS_REASON = "OrderCloud requires an address here. A placeholder is written instead."
API_CLIENT_ID_REASON = "OrderCloud chooses the ID of a new API client."
DATES_REASON = "OrderCloud sets the dates of a record itself."


class CannotGrant(Exception):
    """The connection cannot provide such a token; the message explains why."""


class InactiveContextUser(CannotGrant):
    """The user to act as is not active."""


class UnexpectedUser(CannotGrant):
    """OrderCloud granted a token of another kind of user than the one to act as."""


class UnexpectedRoles(CannotGrant):
    """OrderCloud granted roles that were not requested."""


@dataclass(frozen=True)
class UserContext:
    """The user that a call acts as, when it is not the organization itself.

    Attributes:
        user_type: SELLER, SUPPLIER or BUYER.
        company_id: the supplier or buyer; "" for the seller.
        client_id: the API client through which the user signs in.
    """

    user_type: str
    company_id: str = ""
    user_id: str = ""
    username: str = ""
    client_id: str = ""


@dataclass(frozen=True)
class Capabilities:
    """What a connection can do.

    `reasons` explains each missing capability, under the name of its field. For the types of users that the
    connection cannot act as, it is under SELLER, SUPPLIER or BUYER.

    Attributes:
        can_create, can_purge: it creates and deletes organizations.
        impersonation_types: the types of users that it can act as.
        accepts_null_addresses: it can write null as the address of a webhook, message sender or
            integration event.
        can_set_api_client_ids: it can create an API client under a given id.
        can_set_dates: it can write the dates that OrderCloud otherwise sets.
        limits_roles: it can request fewer roles than it has.
        resolves_usernames: a username is enough to name the user to act as.
    """

    can_create: bool = False
    can_purge: bool = False
    impersonation_types: frozenset[str] = frozenset()
    accepts_null_addresses: bool = False
    can_set_api_client_ids: bool = False
    can_set_dates: bool = False
    limits_roles: bool = True
    resolves_usernames: bool = False
    reasons: dict[str, str] = field(default_factory=dict)


class Grant(Protocol):
    """A source of access tokens for a connection."""

    @property
    def endpoint(self) -> Endpoint: ...

    @property
    def capabilities(self) -> Capabilities: ...

    def fetch(
        self, roles: tuple[str, ...], context: UserContext | None = None, platform: bool = False
    ) -> Token:
        """Return a new token that has no role beyond `roles`.

        Args:
            context: the user to act as; the token then has only those of the roles that this user has too.
            platform: request the platform's own token, for restores: full access and all `capabilities`.
                Connections without such a token return their ordinary one.

        Raises:
            CannotGrant: this type of connection cannot provide it.
            ErrorResponse: OrderCloud does not accept the connection's credentials.
            Unreachable: there is no response.
        """


@dataclass(frozen=True)
class EmulatorGrant:
    """A short-lived assertion, signed with a key that the emulator shares with the portal (RFC 7523)."""

    endpoint: Endpoint
    organization_id: str
    signing_key: str = field(repr=False)

    @cached_property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            can_create=True,
            can_purge=True,
            impersonation_types=frozenset({SELLER, SUPPLIER, BUYER}),
            accepts_null_addresses=True,
            can_set_api_client_ids=True,
            can_set_dates=True,
            resolves_usernames=True,
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
        token = check_roles(request_token(self.endpoint.token_url, form), roles, platform)
        return check_user(token, context)


@dataclass(frozen=True)
class NoGrant:
    """The grant of an organization without a connection: it provides nothing, and says why."""

    endpoint: Endpoint
    reason: str

    @cached_property
    def capabilities(self) -> Capabilities:
        missing = [
            field.name
            for field in fields(Capabilities)
            if field.name not in ("limits_roles", "resolves_usernames", "reasons")
        ]
        return Capabilities(reasons=dict.fromkeys([*missing, SELLER, SUPPLIER, BUYER], self.reason))

    def fetch(
        self, roles: tuple[str, ...], context: UserContext | None = None, platform: bool = False
    ) -> Token:
        raise CannotGrant(self.reason)


def check_roles(token: Token, roles: tuple[str, ...], platform: bool = False) -> Token:
    """Return the token if it has no roles beyond `roles`."""
    extra = set(token.roles) - set(roles)
    if extra and not platform and FULL_ACCESS not in roles:
        raise UnexpectedRoles(
            f"OrderCloud granted roles that were not requested: {', '.join(sorted(extra))}."
        )
    return token


def check_user(token: Token, context: UserContext | None) -> Token:
    """Return the token if it acts as the kind of user in `context`.

    A username may have gone to another user since the choice, of a kind that the person may not act as.
    """
    user_type = KINDS_BY_USER_TYPE.get(user_type_in(token.access_token)) if context else None
    if context and context.user_type and user_type and user_type != context.user_type:
        raise UnexpectedUser(
            f"The username {context.username} is now that of a {user_type} user. Choose the user again."
        )
    return token
