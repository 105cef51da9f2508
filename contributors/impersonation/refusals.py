"""What OrderCloud's refusal of a token for a user means, in a sentence."""

from contributors.impersonation.errors import (
    CannotImpersonate,
    CannotRead,
    ClientNotFound,
    ClientRefusesUser,
    ImpersonationError,
    InactiveClient,
    InactiveUser,
    UserNotFound,
)
from environments.grants import CannotGrant, InactiveContextUser
from environments.ordercloud.errors import ErrorResponse, NotFound, OrderCloudError, Unreachable

INACTIVE_CLIENT = "The API client {client} is not active. Choose another one."
# By OrderCloud's error code; {username} and {client} are those of the token.
REFUSALS: dict[str, tuple[type[ImpersonationError], str]] = {
    "Impersonation.UserNotFound": (UserNotFound, "There is no user {username}. It may have been deleted."),
    "Auth.UserNotActive": (
        InactiveUser,
        "The user {username} is not active, so no one can act as this user.",
    ),
    "Auth.CompanyNotActive": (
        InactiveUser,
        "The company of {username} is not active, so no one can act as its users.",
    ),
    "ApiClient.InvalidClientID": (ClientNotFound, "There is no API client {client}."),
    "Impersonation.ClientIDNotFound": (ClientNotFound, "There is no API client {client}."),
    "Auth.ClientNotActive": (InactiveClient, INACTIVE_CLIENT),
    "Impersonation.BadApiClient": (InactiveClient, INACTIVE_CLIENT),
    "Impersonation.BuyerNotAssigned": (
        ClientRefusesUser,
        "The API client {client} doesn't admit {username}. Choose another one.",
    ),
    "Auth.InsufficientRoles": (
        ClientRefusesUser,
        "The user {username} lacks roles that the API client {client} requires.",
    ),
    "Impersonation.ConfigError": (
        CannotImpersonate,
        "No impersonation config lets the connection act as {username} through the API client {client}.",
    ),
}
NOT_ADMITTED = REFUSALS["Impersonation.BuyerNotAssigned"]


def explained(error: CannotGrant | OrderCloudError, username: str, client_id: str) -> ImpersonationError:
    """Return why there is no token for a user through an API client."""
    if isinstance(error, InactiveContextUser):
        return InactiveUser(f"The user {username} is not active, so no one can act as this user.")
    if isinstance(error, CannotGrant):
        return CannotImpersonate(str(error))
    if isinstance(error, Unreachable):
        return CannotRead("OrderCloud doesn't respond, so there is no token.")
    if not isinstance(error, ErrorResponse):
        return CannotRead(error.reason.message)
    known = REFUSALS.get(error.error_code)
    if known is None and "accept" in error.reason.message.lower():
        known = NOT_ADMITTED
    if known is None and isinstance(error, NotFound):
        known = REFUSALS["Impersonation.UserNotFound"]
    if known is None:
        return CannotImpersonate(f"OrderCloud gives no token for {username}: {error.reason.message}")
    error_class, sentence = known
    return error_class(sentence.format(username=username, client=client_id))
