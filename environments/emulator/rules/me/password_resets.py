"""Forgotten passwords: sending a verification code, and resetting the password by code or by token."""

import secrets
from datetime import timedelta

from environments.emulator import errors
from environments.emulator.auth import identity, passwords
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import of_version
from environments.emulator.registry import handles
from environments.emulator.response import NO_CONTENT, Response
from environments.emulator.rules.integrations import messages
from environments.emulator.rules.me.user import registered_user
from environments.emulator.storage.records import Record, Records
from environments.emulator.values import dates
from lib import clock

_CODE_LIFETIME = timedelta(hours=2)


def find_client(call: Call, id_: str | None) -> Record:
    """Return an API client of this environment, and enter its organization, since the call has no token.

    Raises:
        ApiError: 400 for an unknown or inactive client; 404 if its organization has an older version of the
            API, without the operation.
    """
    for organization in call.emulator.organizations.having_client(id_ or ""):
        if organization.base_path == call.environment_path:
            call.organization = organization
            with call.read_transaction():
                client = call.records.find("ApiClients", id_ or "")
            if client and client["Active"]:
                _check_version(call)
                return client
    raise errors.bad_request("PasswordReset.MissingOrInvalidClientID", "ClientID is missing or not valid.")


def _check_version(call: Call) -> None:
    version = call.emulator.version_of(call.organization)
    if call.operation.id not in of_version(version).operations:
        raise errors.not_found("Route", call.operation.path)


@handles("PasswordResets.SendVerificationCode", transaction="own")
def send_code(call: Call) -> Response:
    """Send a code; the response is the same whether the user exists or not."""
    given = call.checked_body(())
    client = find_client(call, given.get("ClientID"))
    check_named(given)
    # The signing key must exist before the write transaction begins.
    call.emulator.tokens.create_key()
    with call.write_transaction():
        for user in find_users(call.records, given.get("Username"), given.get("Email")):
            code = secrets.token_urlsafe(12)
            expires = dates.write(clock.now() + _CODE_LIFETIME)
            data = {"Code": code, "Username": user["Username"], "Expires": expires}
            call.records.insert("PasswordCodes", data)
            body = {
                "Username": user["Username"],
                "PasswordRenewalUrl": given.get("URL"),
                "PasswordRenewalVerificationCode": code,
                "PasswordRenewalAccessToken": _reset_token(call, client, user),
            }
            company = identity.company(call.records, user)
            messages.send(call, "ForgottenPassword", user.data, company, body)
    return NO_CONTENT


def _reset_token(call: Call, client: Record, user: Record) -> str:
    """Return a token whose only role is to reset the password of its user."""
    expires_at = clock.timestamp() + _CODE_LIFETIME.total_seconds()
    roles = frozenset({"PasswordReset"})
    caller = identity.caller_of(call.organization, user, client.id, roles, expires_at)
    return call.emulator.tokens.issue(call.organization, call.base_url, caller)


def check_named(given: dict) -> None:
    """Refuse a request that names neither a username nor an email address. Raises `ApiError`."""
    if not given.get("Email") and not given.get("Username"):
        message = "Username or Email is required."
        raise errors.bad_request("PasswordReset.MissingUsernameOrEmail", message)


def find_users(records: Records, username: str | None, email: str | None) -> list[Record]:
    """Return the user with a username, or without one all users with an email address."""
    if username:
        named_user = identity.find_by_username(records, username)
        return [named_user] if named_user else []
    return [user for resource in identity.USER_TYPES for user in records.where(resource, Email=email)]


@handles("PasswordResets.ResetPasswordByVerificationCode", transaction="own")
def reset_password(call: Call) -> Response:
    given = call.checked_body(())
    find_client(call, given.get("ClientID"))
    if not given.get("Username"):
        raise errors.bad_request("PasswordReset.MissingUsername", "Username is required.")
    with call.write_transaction():
        code = call.records.find("PasswordCodes", call.path_params["verificationcode"])
        user = identity.find_by_username(call.records, given["Username"])
        if code is None or user is None or not _is_valid(code, given["Username"], call):
            raise errors.bad_request(
                "PasswordReset.InvalidVerification", "The verification code is not valid."
            )
        passwords.set_password(call.records, user, given.get("Password") or "", by_user=True)
        call.records.remove(code)
    return NO_CONTENT


def _is_valid(code: Record, username: str, call: Call) -> bool:
    """Whether a stored code belongs to the user, has not expired, and equals the path's in case, too."""
    is_users = code["Username"].casefold() == username.casefold()
    is_current = code["Expires"] >= dates.now()
    return is_users and is_current and code["Code"] == call.path_params["verificationcode"]


@handles("Me.ResetPasswordByToken")
def set_password(call: Call) -> Response:
    user = registered_user(call)
    passwords.set_password(call.records, user, call.checked_body()["NewPassword"], by_user=True)
    return NO_CONTENT
