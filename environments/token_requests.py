"""The calls that tokens come from, and what they answer."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import jwt

from environments.ordercloud.errors import InvalidJson, error_for
from environments.ordercloud.transport import send_request
from lib import clock, exact_json

RENEWAL_LEEWAY = 60.0
RENEWAL_FRACTION = 0.2


@dataclass(frozen=True)
class Token:
    """An access token. Times are in seconds since the epoch, by `lib.clock`: `expires_at`, and
    `renew_at`, from which on it should be replaced."""

    access_token: str
    expires_at: float
    renew_at: float
    roles: tuple[str, ...]
    refresh_token: str | None = None

    @classmethod
    def issued_now(
        cls, access_token: str, seconds: float, roles: tuple[str, ...], refresh_token: str | None = None
    ) -> "Token":
        """A token that was given just now and lives so long; it is renewed a minute early, or a fifth of its
        life when that is less."""
        expires_at = clock.timestamp() + seconds
        renew_at = expires_at - min(RENEWAL_LEEWAY, RENEWAL_FRACTION * seconds)
        return cls(access_token, expires_at, renew_at, roles, refresh_token)

    def __repr__(self) -> str:
        return f"Token(expires_at={self.expires_at}, roles={self.roles})"


def request_token(url: str, fields: dict[str, str]) -> Token:
    """Send a token form.

    Raises:
        Refused: the credentials are not accepted.
        NotJson: the answer is no token.
        Unreachable: no answer.
    """
    body = urlencode(fields).encode()
    return _request("POST", url, body, {"Content-Type": "application/x-www-form-urlencoded"})


def exchange_token(method: str, url: str, bearer: str, values: Any = None) -> Token:
    """Get a token by showing another one. Raises as `ask_for_token` does."""
    headers = {"Authorization": f"Bearer {bearer}"}
    if values is None:
        return _request(method, url, None, headers)
    return _request(
        method, url, exact_json.dumps(values).encode(), {**headers, "Content-Type": "application/json"}
    )


def _request(method: str, url: str, body: bytes | None, headers: dict[str, str]) -> Token:
    answer = send_request(method, url, body, headers)
    if answer.status_code >= 400:
        raise error_for(method, url.partition("?")[0], answer.status_code, answer.content)
    try:
        told = exact_json.loads(answer.content)
        access_token = str(told["access_token"])
        seconds = int(told["expires_in"])
        return Token.issued_now(access_token, seconds, roles_in(access_token), told.get("refresh_token"))
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidJson("the answer is no token", call=f"{method} {url.partition('?')[0]}") from error


def roles_in(access_token: str) -> tuple[str, ...]:
    """The roles that a token holds. A single role comes as a bare string, none as no claim at all.

    Raises:
        ValueError: the token is no JWT.
    """
    try:
        claims = jwt.decode(access_token, options={"verify_signature": False})
    except jwt.InvalidTokenError as error:
        raise ValueError("not a JWT") from error
    roles = claims.get("role") or ()
    return (roles,) if isinstance(roles, str) else tuple(roles)
