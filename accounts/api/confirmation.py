"""Codes in the Portal API: `POST /me/verifyemail`, then `POST /confirmation`, then transfer or delete."""

from ninja import Router, Status

from accounts.api.auth import PortalBearer
from accounts.api.schemas import CodeIn
from accounts.codes import confirmation
from accounts.codes import one_time as one_time_codes
from accounts.profile import email_change
from lib.api.errors import ApiError

router = Router(auth=PortalBearer(), tags=["Confirmation"])
DESCRIPTION = confirmation.Description(
    title="transfer or delete by the Portal API",
    effect="lets the program that sends it transfer or delete once, within 10 minutes.",
)


@router.post("/me/verifyemail", response={204: None}, summary="Mail me a confirmation code")
def mail_code(request):
    """A code to my address, for what needs one. The captcha that clients may send is not looked at."""
    try:
        confirmation.send_code(request.auth, confirmation.API_ACT, "", "", describe=DESCRIPTION)
    except one_time_codes.TooManyCodes as error:
        raise ApiError(429, "TooManyRequests", str(error)) from error
    return Status(204, None)


@router.post("/confirmation", response={204: None}, summary="Confirm with a code")
def confirm(request, body: CodeIn):
    """Lets this sign-in transfer or delete once within 10 minutes; or confirms a new address.

    The address is meant only while no code of `me/verifyemail` waits.
    """
    waiting = confirmation.live_code(request.auth, confirmation.API_ACT, "", "")
    try:
        if waiting is None and email_change.pending(request.auth):
            email_change.confirm_by_code(request.auth, body.Code)
        else:
            confirmation.confirm_sign_in(request.auth, body.Code, token_family=request.family)
    except one_time_codes.CodeRefused as error:
        raise ApiError(400, "Confirmation.InvalidCode", str(error)) from error
    return Status(204, None)
