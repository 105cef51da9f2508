"""An account of the hosted Portal, signed in once for all processes.

The Portal counts sign-ins and lists them for the account's owner. So its tokens are stored, renewed with the
refresh token, and only where that is refused does the portal sign in with the password again.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

import jwt

from environments.ordercloud.errors import BadRequest, Unauthorized
from environments.token_requests import Token, request_token
from lib import clock

Result = TypeVar("Result")


class Sessions(Protocol):
    """Where the tokens of a signed-in account are stored."""

    def lock(self) -> AbstractContextManager: ...

    def load(self) -> Token | None: ...

    def save(self, token: Token) -> None: ...


class NoSessions:
    """Stores nothing: each use signs in."""

    def lock(self) -> AbstractContextManager:
        return nullcontext()

    def load(self) -> Token | None:
        return None

    def save(self, token: Token) -> None:
        pass


@dataclass(frozen=True)
class Account:
    """A username with its password, or with a personal access token in its place.

    Attributes:
        portal_url: the address of the hosted Portal, without `/api/v1`.
    """

    portal_url: str
    username: str
    secret: str = field(repr=False)
    sessions: Sessions = field(default_factory=NoSessions, repr=False, compare=False)

    @property
    def api_url(self) -> str:
        return f"{self.portal_url.rstrip('/')}/api/v1"

    def authorized(self, call: Callable[[str], Result]) -> Result:
        """Return what `call` returns for an access token; one that is rejected is replaced once.

        Raises:
            ErrorResponse: the account is refused, or what `call` raises.
            Unreachable: there is no response.
        """
        if is_access_token(self.secret):
            try:
                return call(self.secret)
            except Unauthorized as error:
                error.refuses_credentials = True
                raise
        token = self._access_token()
        try:
            return call(token)
        except Unauthorized:
            return call(self._access_token(rejected=token))

    def _access_token(self, rejected: str = "") -> str:
        token = self.sessions.load()
        if token is None or not _is_usable(token, rejected):
            with self.sessions.lock():
                token = self.sessions.load()
                if token is None or not _is_usable(token, rejected):
                    token = self._refreshed(token) or self._signed_in()
                    self.sessions.save(token)
        return token.access_token

    def _refreshed(self, token: Token | None) -> Token | None:
        """Return new tokens for the refresh token, or None if it is not accepted any more."""
        if token is None or token.refresh_token is None:
            return None
        form = {"grant_type": "refresh_token", "refresh_token": token.refresh_token}
        try:
            renewed = request_token(f"{self.api_url}/oauth/token", form)
        except (BadRequest, Unauthorized):
            return None
        return replace(renewed, refresh_token=renewed.refresh_token or token.refresh_token)

    def _signed_in(self) -> Token:
        form = {"grant_type": "password", "username": self.username, "password": self.secret}
        return request_token(f"{self.api_url}/oauth/token", form)


def is_access_token(secret: str) -> bool:
    """Return whether a secret is a personal access token rather than a password."""
    return expiry_of(secret) is not None


def expiry_of(secret: str) -> float | None:
    """Return when a personal access token expires, in seconds since the epoch; None for a password."""
    try:
        expires_at = jwt.decode(secret, options={"verify_signature": False}).get("exp")
    except (jwt.InvalidTokenError, UnicodeError):
        return None
    return float(expires_at) if isinstance(expires_at, int | float) else None


def _is_usable(token: Token, rejected: str) -> bool:
    return token.access_token != rejected and token.renew_at > clock.timestamp()
