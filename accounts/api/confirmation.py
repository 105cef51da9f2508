"""Codes in the Portal API: `POST /me/verifyemail`, then `POST /confirmation`, then transfer or delete."""

from collections.abc import Iterator
from contextlib import contextmanager

from ninja import Router, Status

from accounts.api import schemas
from accounts.api.auth import SignInBearer, SignInRequest
from accounts.codes import confirmation
from accounts.codes import one_time as one_time_codes
from accounts.profile import email_change
from lib.api.describe import ErrorCase, describe
from lib.api.errors import ApiError
from lib.api.schema import Recaptcha

router = Router(auth=SignInBearer(), tags=["Confirmation"])
CONFIRMATION_REQUIRED = ErrorCase(
    403,
    "Confirmation.Required",
    "Ask for a code with me/verifyemail, confirm it with confirmation, then delete.",
)
DESCRIPTION = confirmation.ActionDescription(
    title="transfer or delete by the Portal API",
    effect="lets the API client that sends it transfer or delete once, within 10 minutes.",
)


@router.post("/me/verifyemail", response={204: None}, summary="Email me a confirmation code")
def send_code(request: SignInRequest, body: Recaptcha | None = None) -> Status[None]:
    """Send a code to my email, for actions that need one. A captcha token is ignored."""
    confirmation.send_code(request.auth, confirmation.API_ACTION, "", "", describe=DESCRIPTION)
    return Status(204, None)


@router.post(
    "/confirmation",
    response={204: None},
    summary="Confirm with a code",
    openapi_extra=describe(
        ErrorCase(400, "Confirmation.InvalidCode", "This code is not correct. 4 tries left."),
    ),
)
def confirm(request: SignInRequest, body: schemas.Confirmation) -> Status[None]:
    """Allow this sign-in to transfer or delete once within 10 minutes, or confirm a new email.

    A new email is confirmed only while no code of `me/verifyemail` is pending.
    """
    pending = confirmation.pending_code(request.auth, confirmation.API_ACTION, "", "")
    try:
        if pending is None and email_change.pending(request.auth):
            email_change.confirm_by_code(request.auth, body.Code)
        else:
            confirmation.confirm_token_family(request.auth, body.Code, token_family=request.family)
    except one_time_codes.InvalidCode as error:
        raise ApiError(400, "Confirmation.InvalidCode", str(error)) from error
    return Status(204, None)


@contextmanager
def confirmed(request: SignInRequest, action: str) -> Iterator[None]:
    """Run the block in a transaction that uses up the code which this sign-in confirmed, unless it fails.

    Raises:
        ApiError: 403 without such a code; says how to get one before `action`, an imperative.
    """
    try:
        with confirmation.consume_confirmation(request.auth, token_family=request.family):
            yield
    except confirmation.NotConfirmed as error:
        raise ApiError(
            403,
            "Confirmation.Required",
            f"Ask for a code with me/verifyemail, confirm it with confirmation, then {action}.",
        ) from error
