"""Requests for access tokens, and the tokens in their responses."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import jwt

from environments.endpoints import Guard
from environments.ordercloud.errors import ErrorResponse, InvalidJson, error_for
from environments.ordercloud.transport import send_request
from lib import clock, exact_json

RENEWAL_LEEWAY = 60.0
RENEWAL_FRACTION = 0.2


@dataclass(frozen=True)
class Token:
    """An access token.

    Times are in seconds since the epoch, by `lib.clock`: `expires_at`, and `renew_at`, from which on it
    should be replaced.
    """

    access_token: str
    expires_at: float
    renew_at: float
    roles: tuple[str, ...]
    refresh_token: str | None = None

    @classmethod
    def issued_now(
        cls, access_token: str, seconds: float, roles: tuple[str, ...], refresh_token: str | None = None
    ) -> "Token":
        """Return a token that was issued just now and is valid for `seconds`.

        It is renewed a minute before it expires, or after four fifths of its lifetime if that is later.
        """
        expires_at = clock.timestamp() + seconds
        renew_at = expires_at - min(RENEWAL_LEEWAY, RENEWAL_FRACTION * seconds)
        return cls(access_token, expires_at, renew_at, roles, refresh_token)

    def __repr__(self) -> str:
        return f"Token(expires_at={self.expires_at}, roles={self.roles})"


def request_token(url: str, fields: dict[str, str], guard: Guard | None = None) -> Token:
    """Send a token request form.

    Raises:
        ErrorResponse: the credentials are not accepted.
        InvalidJson: the response has no token.
        Unreachable: there is no response.
    """
    body, headers = urlencode(fields).encode(), {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        return _request("POST", url, body, headers, guard)
    except ErrorResponse as error:
        error.refuses_credentials = error.status in (400, 401, 403)
        raise


def exchange_token(
    method: str, url: str, bearer: str, values: Any = None, guard: Guard | None = None
) -> Token:
    """Exchange one access token for another. Raises what `request_token` raises."""
    headers = {"Authorization": f"Bearer {bearer}"}
    if values is None:
        return _request(method, url, None, headers, guard)
    body = exact_json.dumps(values).encode()
    return _request(method, url, body, {**headers, "Content-Type": "application/json"}, guard)


def _request(
    method: str, url: str, body: bytes | None, headers: dict[str, str], guard: Guard | None
) -> Token:
    response = send_request(method, url, body, headers, guard=guard)
    if response.status_code >= 400:
        raise error_for(method, url.partition("?")[0], response.status_code, response.content)
    try:
        values = exact_json.loads(response.content)
        access_token = str(values["access_token"])
        seconds = int(values["expires_in"])
        return Token.issued_now(access_token, seconds, roles_in(access_token), values.get("refresh_token"))
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidJson("the response has no token", call=f"{method} {url.partition('?')[0]}") from error


def roles_in(access_token: str) -> tuple[str, ...]:
    """Return the roles in a token. A single role is a bare string in it; without roles the claim is missing.

    Raises:
        ValueError: the token is not a JWT.
    """
    roles = _claims_in(access_token).get("role") or ()
    return (roles,) if isinstance(roles, str) else tuple(roles)


def user_type_in(access_token: str) -> str:
    """Return whose token it is: admin, supplier or buyer; "" if it does not say.

    Raises:
        ValueError: the token is not a JWT.
    """
    return str(_claims_in(access_token).get("usrtype") or "")


def _claims_in(access_token: str) -> dict[str, Any]:
    try:
        claims: dict[str, Any] = jwt.decode(access_token, options={"verify_signature": False})
    except jwt.InvalidTokenError as error:
        raise ValueError("not a JWT") from error
    return claims
