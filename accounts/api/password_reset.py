"""Password reset and unlocking in the Portal API. A captcha token is accepted and ignored."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from accounts.api import schemas
from accounts.api.me import to_dict
from accounts.codes import one_time as one_time_codes
from accounts.login import passwords
from accounts.login import unlock as unlocking
from lib import rate_limit
from lib.api.describe import ErrorCase, describe
from lib.api.errors import ApiError

router = Router(auth=None, tags=["Sign-in"])


@router.post("/forgotpassword", response={204: None}, summary="Request a password reset")
def request_reset(request: HttpRequest, body: schemas.ForgotPasswordRequest) -> Status[None]:
    """Send a code to the account of that email or username, if there is one."""
    rate_limit.hit(request, "password_reset")
    passwords.request_reset(body.Email)
    return Status(204, None)


@router.post(
    "/resetpassword",
    response=schemas.User,
    summary="Set a new password with a code",
    openapi_extra=describe(
        ErrorCase(400, "PasswordReset.InvalidVerification", "This code is not correct. 4 tries left."),
    ),
)
def reset_password(request: HttpRequest, body: schemas.ForgottenPasswordResetRequest) -> dict[str, Any]:
    """Set the password, end all sign-ins of the account and unlock it."""
    rate_limit.hit(request, "code")
    try:
        return to_dict(passwords.reset(body.Email, body.Code, body.Password))
    except one_time_codes.InvalidCode as error:
        raise ApiError(400, "PasswordReset.InvalidVerification", str(error)) from error


@router.post(
    "/unlock",
    response={204: None},
    summary="Unlock an account with a code",
    openapi_extra=describe(
        ErrorCase(400, "Unlock.InvalidCode", "This code is not correct. 4 tries left."),
    ),
)
def unlock(request: HttpRequest, body: schemas.SelfServiceUnlockRequest) -> Status[None]:
    """Unlock an account after too many wrong passwords."""
    rate_limit.hit(request, "code")
    try:
        unlocking.unlock(body.Email, body.Code)
    except one_time_codes.InvalidCode as error:
        raise ApiError(400, "Unlock.InvalidCode", str(error)) from error
    return Status(204, None)
