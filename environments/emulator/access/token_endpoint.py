"""`POST /oauth/token`: who gets a token, with which roles, and for how long."""

from dataclasses import replace
from urllib.parse import parse_qsl

import jwt
from jwt.types import Options

from environments.emulator.access import client_secrets
from environments.emulator.access.client_access import (
    TokenRefused,
    check_active,
    check_may_sign_in,
    granted_roles,
    intersect_roles,
    oauth_error,
)
from environments.emulator.auth import identity, one_time_passwords, passwords
from environments.emulator.auth.caller import Caller
from environments.emulator.auth.refresh import RefreshToken
from environments.emulator.auth.tokens import PORTAL_CLIENT_ID, UNCHECKED_CLAIMS, check_audience
from environments.emulator.emulator import Emulator
from environments.emulator.hooks import sign_ins
from environments.emulator.response import Response
from environments.emulator.storage.records import Organization, Record, Records
from lib import clock, exact_json

JWT_BEARER_GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_PORTAL_TOKEN_SECONDS = 3600
# Claims of an assertion that must be text if present.
_TEXT_CLAIMS = ("sub", "scope", "username", "client_id")


def respond(
    emulator: Emulator, environ: dict, raw: bytes, environment: tuple[str, str], base_url: str
) -> Response:
    """Return the response to a token request at the address of an environment and region."""
    if (
        environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
        != "application/x-www-form-urlencoded"
    ):
        message = "Send the form as application/x-www-form-urlencoded."
        return TokenRefused(400, "invalid_request", "Request.InvalidContentType", message).response
    form = dict(parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True))
    grant = _GRANTS.get(form.get("grant_type", ""))
    try:
        if grant is None:
            raise TokenRefused(
                400, "unsupported_grant_type", "Auth.OauthError", "The grant type is not known."
            )
        return grant(emulator, form, environment, base_url)
    except TokenRefused as error:
        return error.response


# the grants


def _password(emulator: Emulator, form: dict, environment: tuple[str, str], base_url: str) -> Response:
    organization, client = _client(emulator, form, environment)
    username, password = form.get("username"), form.get("password")
    if not username or not password:
        message = "Username and password are required."
        raise TokenRefused(400, "invalid_request", "Auth.UsernameAndPasswordRequired", message)
    with emulator.store.read_transaction() as connection:
        records = Records(connection, organization)
        user = identity.find_by_username(records, username)
        password_check = passwords.check(records, user, password) if user else passwords.PasswordCheck(False)
    if user:
        passwords.record_attempt(emulator.store, organization, user, password_check)
    if password_check.locked:
        raise TokenRefused(
            401, "invalid_grant", "Auth.LockedOut", "Too many failed attempts. Try again later."
        )
    if user and password_check.one_time and not one_time_passwords.use(emulator.store, organization, user):
        # Another sign-in used it in the meantime.
        user = None
    if user is None or not password_check.is_correct:
        message = "Username or password is incorrect."
        raise TokenRefused(401, "invalid_grant", "Auth.InvalidUsernameOrPassword", message)
    if password_check.expired:
        raise TokenRefused(400, "invalid_grant", "Auth.PasswordExpired", "The password has expired.")
    if password_check.weak:
        message = "Password does not meet security requirements."
        raise TokenRefused(
            400, "invalid_grant", "PasswordReset.InsecurePassword", message, password_check.policy
        )
    response = _for_user(emulator, organization, client, user, form.get("scope"), base_url)
    sign_ins.report(emulator, organization, client, user)
    return response


def _client_credentials(
    emulator: Emulator, form: dict, environment: tuple[str, str], base_url: str
) -> Response:
    organization, client = _client(emulator, form, environment)
    anonymous = client["IsAnonBuyer"] and not form.get("client_secret")
    with emulator.store.read_transaction() as connection:
        records = Records(connection, organization)
        if not anonymous and not client_secrets.has_secret(records, client):
            raise oauth_error("This client has no secret, so it cannot authenticate by itself.")
        user = identity.find_by_username(records, client["DefaultContextUserName"] or "")
    if user is None or (anonymous and user.resource.name != "Users"):
        raise oauth_error("This client has no default context user.")
    return _for_user(
        emulator, organization, client, user, form.get("scope"), base_url, anonymous=bool(anonymous)
    )


def _refresh(emulator: Emulator, form: dict, environment: tuple[str, str], base_url: str) -> Response:
    organization, client = _client(emulator, form, environment)
    refresh_token = RefreshToken.find(emulator.store, form.get("refresh_token", ""))
    if (
        refresh_token is None
        or refresh_token.org != organization.num
        or refresh_token.client != client.id.lower()
    ):
        raise TokenRefused(400, "invalid_grant", "Auth.OauthError", "The refresh token is not valid.")
    with emulator.store.read_transaction() as connection:
        user = Records(connection, organization).by_num(refresh_token.resource, refresh_token.user_num)
    if user is None:
        raise TokenRefused(400, "invalid_grant", "Auth.OauthError", "The refresh token is not valid.")
    scope = form.get("scope") or refresh_token.scope
    return _for_user(emulator, organization, client, user, scope, base_url)


def _assertion(emulator: Emulator, form: dict, environment: tuple[str, str], base_url: str) -> Response:
    """Issue a token to the platform, for an organization or one of its users; the key signs the request."""
    try:
        options: Options = {**UNCHECKED_CLAIMS, "require": ["sub", "exp"]}
        claims = jwt.decode(
            form.get("assertion", ""), emulator.key, ["HS256"], issuer="portal", options=options
        )
        check_audience(claims, base_url)
        if not all(isinstance(claims.get(name) or "", str) for name in _TEXT_CLAIMS):
            raise jwt.InvalidTokenError("A text claim is not text.")
        if not isinstance(claims["exp"], int | float) or claims["exp"] < clock.timestamp():
            raise jwt.ExpiredSignatureError("The assertion has expired.")
    except jwt.InvalidTokenError as error:
        raise TokenRefused(400, "invalid_grant", "Auth.OauthError", "The assertion is not valid.") from error
    organization = emulator.organizations.find(claims["sub"])
    if organization is None or (organization.environment, organization.region) != environment:
        raise TokenRefused(
            400, "invalid_grant", "Auth.OauthError", "The organization is not in this environment and region."
        )
    requested = frozenset((claims.get("scope") or "").split())
    if claims.get("username"):
        return _for_impersonated_user(emulator, organization, claims, requested, base_url)
    platform = claims.get("platform") is True
    caller = Caller(
        organization=organization.num,
        user_type="admin",
        username=organization.default_user,
        user_num=0,
        client_id=PORTAL_CLIENT_ID,
        roles=frozenset({"FullAccess"}) if platform else requested,
        expires_at=0,
        portal=True,
        platform=platform,
    )
    return _token_response(emulator, organization, caller, base_url, _PORTAL_TOKEN_SECONDS)


def _for_impersonated_user(
    emulator: Emulator, organization: Organization, claims: dict, requested: frozenset, base_url: str
) -> Response:
    with emulator.store.read_transaction() as connection:
        records = Records(connection, organization)
        user = identity.find_by_username(records, claims["username"])
        client = records.find("ApiClients", claims.get("client_id") or "")
        if user is None:
            raise TokenRefused(400, "invalid_grant", "Impersonation.UserNotFound", "The user does not exist.")
        if client is None:
            raise TokenRefused(
                401, "invalid_client", "ApiClient.InvalidClientID", "The API client does not exist."
            )
        check_active(client)
        check_may_sign_in(records, client, user)
        held = granted_roles(client, *identity.roles(records, user), None)
    roles = intersect_roles(held, requested)
    caller = identity.caller_of(organization, user, client.id, roles, portal=True)
    return _token_response(emulator, organization, caller, base_url, client["AccessTokenDuration"] * 60)


_GRANTS = {
    "password": _password,
    "client_credentials": _client_credentials,
    "refresh_token": _refresh,
    JWT_BEARER_GRANT_TYPE: _assertion,
}


# parts of the grants


def _client(emulator: Emulator, form: dict, environment: tuple[str, str]) -> tuple[Organization, Record]:
    """Return the API client that a form names, with its organization in this environment and region."""
    for organization in emulator.organizations.having_client(form.get("client_id", "")):
        if (organization.environment, organization.region) == environment:
            with emulator.store.read_transaction() as connection:
                records = Records(connection, organization)
                client = records.find("ApiClients", form["client_id"])
                if client:
                    return organization, _check_secret(records, client, form)
    raise TokenRefused(401, "invalid_client", "ApiClient.InvalidClientID", "The API client does not exist.")


def _check_secret(records: Records, client: Record, form: dict) -> Record:
    """Return the client if it is active and the form has its secret."""
    check_active(client)
    given = form.get("client_secret", "")
    anonymous = client["IsAnonBuyer"] and form.get("grant_type") == "client_credentials" and not given
    if not anonymous and not client_secrets.accepts(records, client, given):
        raise oauth_error("The client secret is missing or incorrect.")
    return client


def _for_user(
    emulator: Emulator,
    organization: Organization,
    client: Record,
    user: Record,
    scope: str | None,
    base_url: str,
    anonymous: bool = False,
) -> Response:
    with emulator.store.read_transaction() as connection:
        records = Records(connection, organization)
        check_may_sign_in(records, client, user)
        roles = granted_roles(client, *identity.roles(records, user), scope)
    minutes = client["AnonymousTokenDuration" if anonymous else "AccessTokenDuration"]
    order_id = RefreshToken.opaque() if anonymous else ""
    caller = identity.caller_of(organization, user, client.id, roles, anonymous=anonymous, order_id=order_id)
    refresh = None
    if client["RefreshTokenDuration"] and not anonymous:
        refresh = RefreshToken.issue(emulator.store, organization, client, user, scope or "")
    return _token_response(emulator, organization, caller, base_url, minutes * 60, refresh)


def _token_response(
    emulator: Emulator,
    organization: Organization,
    caller: Caller,
    base_url: str,
    seconds: int,
    refresh: str | None = None,
) -> Response:
    seconds = emulator.faults.token_seconds(organization.environment, organization.portal_id, seconds)
    caller = replace(caller, expires_at=clock.timestamp() + seconds)
    body = {
        "access_token": emulator.tokens.issue(organization, base_url, caller),
        "token_type": "bearer",
        "expires_in": seconds - 1,
    }
    if refresh:
        body["refresh_token"] = refresh
    return Response(200, exact_json.dumps(body).encode(), (("Cache-Control", "no-store"),))
