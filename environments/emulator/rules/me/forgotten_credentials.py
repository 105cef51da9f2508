"""Messages with a one-time password, or with a forgotten username, for users who cannot sign in."""

from environments.emulator import errors
from environments.emulator.access import client_access
from environments.emulator.auth import identity, one_time_passwords
from environments.emulator.calls.call import Call
from environments.emulator.registry import handles
from environments.emulator.response import NO_CONTENT, Response
from environments.emulator.rules.integrations import messages
from environments.emulator.rules.me.password_resets import check_named, find_client, find_users
from environments.emulator.storage.records import Record, Records


@handles("ForgottenCredentials.SendOneTimePassword", transaction="own")
def send_one_time_password(call: Call) -> Response:
    """Send each matching user a one-time password; the response is the same whether there is one or not."""
    given = call.checked_body(())
    client = find_client(call, given.get("ClientID"))
    email, username = given.get("Email"), given.get("Username")
    check_named(given)
    with call.write_transaction():
        for user in _users(call.records, client, email, username):
            password = one_time_passwords.create(call.records, user)
            body = {"Username": user["Username"], "ClientID": client.id, "OneTimePassword": password}
            _send(call, "OneTimePassword", user, body)
    return NO_CONTENT


@handles("ForgottenCredentials.RetrieveUsername", transaction="own")
def retrieve_username(call: Call) -> Response:
    """Send a message with each username of an email address."""
    client_id, email = call.query("clientID"), call.query("email")
    if not client_id or not email:
        message = "clientID and email are required."
        raise errors.bad_request("Auth.ClientIDAndEmailRequired", message)
    client = find_client(call, client_id)
    with call.write_transaction():
        for user in _users(call.records, client, email, None):
            _send(call, "ForgottenUsername", user, {"Username": user["Username"]})
    return NO_CONTENT


def _users(records: Records, client: Record, email: str | None, username: str | None) -> list[Record]:
    """Return the users that an API client accepts with this email address, username, or both."""
    return [
        user
        for user in find_users(records, username, email)
        if (not email or (user["Email"] or "").casefold() == email.casefold())
        and client_access.accepts_user(records, client, user, identity.company(records, user))
    ]


def _send(call: Call, type_: str, user: Record, body: dict) -> None:
    messages.send(call, type_, user.data, identity.company(call.records, user), body)
