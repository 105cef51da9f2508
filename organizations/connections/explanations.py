"""Why a test of a connection failed, and what to do, in plain words."""

from dataclasses import replace
from urllib.parse import urlsplit

from django.conf import settings

from environments.endpoints import Endpoint
from environments.grants import CannotGrant
from environments.hosted_portal.account import expiry_of
from environments.ordercloud import errors
from lib import clock
from organizations.connections.report import Level, Line
from organizations.models import Connection

NOT_ORDERCLOUD = "Enter the API URL of OrderCloud, without /v1."
REFUSALS = {
    "ApiClient.InvalidClientID": (
        "No API client has this ID in this environment and region.",
        "Check the ID, the environment and the region.",
    ),
    "Auth.ClientNotActive": (
        "The API client isn't active.",
        "Turn on Active for the API client in OrderCloud.",
    ),
    "Auth.UserNotActive": (
        "The default context user of the API client isn't active.",
        "Turn on Active for this user in OrderCloud, or choose another user.",
    ),
    "Auth.CompanyNotActive": (
        "The company of the user isn't active.",
        "Choose a seller user as default context user.",
    ),
    "Auth.SellerNotActive": (
        "The organization isn't active on OrderCloud.",
        "Ask the vendor to activate it.",
    ),
    "Auth.InsufficientRoles": (
        "The user lacks roles that the API client requires.",
        "Assign the required roles to the user with a security profile.",
    ),
    "Auth.LockedOut": (
        "OrderCloud locked this user after too many failed attempts.",
        "Wait, then test again.",
    ),
    "Auth.InvalidUsernameOrPassword": ("The username or password is incorrect.", "Enter them again."),
}
# Of the hosted Portal, about an account.
ACCOUNT_REFUSALS = {
    "Auth.SecondFactorRequired": (
        "This account uses two-factor authentication.",
        "Create a personal access token in the hosted Portal, and enter it in place of the password.",
    ),
    "Auth.InsufficientScope": (
        "The personal access token may only read.",
        "Create one with the scope to read and write in the hosted Portal, and enter it here.",
    ),
    "Auth.LockedOut": (
        "The hosted Portal locked this account after too many failed attempts.",
        "Unlock it there with the code that was emailed, then test again.",
    ),
}
NEW_TOKEN = "Create a new one in the hosted Portal, and enter it here."


def unreachable(error: errors.OrderCloudError, endpoint: Endpoint, milliseconds: int | None = None) -> Line:
    """Return the line for a request that got no response of OrderCloud."""
    host = urlsplit(endpoint.base_url).netloc
    if isinstance(error, errors.UnknownHost):
        text, remedy = f"No host has the name {host}.", "Check the API URL."
    elif isinstance(error, errors.PrivateHost):
        text = f"{host} leads to a private address."
        remedy = "The portal calls public addresses only. Enter the public address of the API."
    elif isinstance(error, errors.InvalidCertificate):
        text = f"The certificate of {host} isn't accepted."
        remedy = "It must be valid, unexpired and issued for this name by a known authority."
    elif isinstance(error, errors.ResponseTimeout):
        text, remedy = f"{host} didn't respond in time.", "Try again in a few minutes."
    elif isinstance(error, errors.ConnectionFailed):
        text, remedy = (
            f"Couldn't connect to {host}.",
            "Check that the API runs there and accepts connections.",
        )
    elif isinstance(error, errors.IncompleteResponse):
        text, remedy = f"{host} broke off its response.", "Try again in a few minutes."
    else:
        text, remedy = not_json(host)
    return Line(Level.FAIL, text, remedy, milliseconds)


def not_json(host: str) -> tuple[str, str]:
    """Return text and remedy for a response that is not JSON."""
    return f"{host} responded with a web page or other text instead of JSON.", NOT_ORDERCLOUD


def unexpected_status(host: str, status: int, location: str | None) -> tuple[str, str]:
    """Return text and remedy for a status that OrderCloud's API does not have here."""
    if 300 <= status < 400:
        target = urlsplit(location or "").netloc
        text = f"{host} redirects to {target}." if target else f"{host} redirects elsewhere."
        return text, "The portal doesn't follow redirects. Enter the address of the API itself."
    if status >= 500:
        return f"{host} responded {status}.", "OrderCloud has a problem. Try again in a few minutes."
    return f"{host} responded {status}.", NOT_ORDERCLOUD


def refusal(error: Exception, connection: Connection, milliseconds: int | None = None) -> Line:
    """Return the line for a token that was not granted."""
    if isinstance(error, CannotGrant):
        return Line(Level.FAIL, str(error), "", milliseconds)
    if not isinstance(error, errors.ErrorResponse):
        assert isinstance(error, errors.OrderCloudError)
        return unreachable(error, _token_endpoint(connection), milliseconds)
    text, remedy = (
        _account_refusal(error, connection)
        or REFUSALS.get(error.error_code)
        or _other_refusal(error, connection)
    )
    return Line(Level.FAIL, text, remedy, milliseconds)


def _token_endpoint(connection: Connection) -> Endpoint:
    """Return where the tokens of a connection come from."""
    if connection.type == Connection.Type.HOSTED_PORTAL:
        return replace(connection.endpoint, base_url=settings.HOSTED_PORTAL_URL)
    return connection.endpoint


def _account_refusal(error: errors.ErrorResponse, connection: Connection) -> tuple[str, str] | None:
    """Return text and remedy for what the hosted Portal has against an account; None for anything else."""
    if connection.type != Connection.Type.HOSTED_PORTAL:
        return None
    expires_at = expiry_of(connection.secret)
    if expires_at is not None and isinstance(error, errors.Unauthorized):
        expired = expires_at <= clock.timestamp()
        return f"The personal access token {'has expired' if expired else 'is not accepted'}.", NEW_TOKEN
    return ACCOUNT_REFUSALS.get(error.error_code)


def _other_refusal(error: errors.ErrorResponse, connection: Connection) -> tuple[str, str]:
    host = urlsplit(_token_endpoint(connection).base_url).netloc
    if isinstance(error, errors.ServerError) or not error.errors:
        return unexpected_status(host, error.status, None)
    if connection.type == Connection.Type.HOSTED_PORTAL:
        if isinstance(error, errors.NotFound | errors.Forbidden):
            return (
                "This account has no access to the organization in the hosted Portal.",
                "Check the ID, or use an account that has access.",
            )
        return (
            f"The hosted Portal refused the account: {error.reason.message}",
            "Check username and password.",
        )
    message = error.reason.message
    if "default context" in message.lower():
        return (
            "The API client has no default context user.",
            "Set a seller user as its default context user in OrderCloud.",
        )
    if "company" in message.lower() or "accept" in message.lower():
        return (
            "The API client doesn't accept seller users.",
            "Turn on AllowSeller for the API client in OrderCloud.",
        )
    return (
        f"OrderCloud refused the client ID and secret: {message}",
        "Check the secret. The API client also needs a seller user as its default context user.",
    )
