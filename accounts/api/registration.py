"""Registering and getting back in by the Portal API. A captcha token is accepted and ignored everywhere."""

from ninja import Router, Status

from accounts.api.me import shown
from accounts.api.schemas import EmailIn, PasswordResetIn, RegistrationIn, UnlockIn
from accounts.codes import one_time as one_time_codes
from accounts.login import passwords
from accounts.login import unlock as unlocking
from accounts.registration import registration
from lib import rate_limit
from lib.api.errors import ApiError

router = Router(auth=None, tags=["Door"])


@router.post("/register", response={204: None}, summary="Register an address")
def register(request, body: EmailIn):
    """Mails a code to the address; the answer is the same for one that has an account."""
    rate_limit.hit(request, "registration")
    try:
        registration.ask(body.Email)
    except one_time_codes.TooManyCodes as error:
        raise ApiError(429, "TooManyRequests", str(error)) from error
    return Status(204, None)


@router.post("/verify", response={204: None}, summary="Complete a registration")
def verify(request, body: RegistrationIn):
    """Code, password, username and name make the account; everything but the code is looked at first."""
    rate_limit.hit(request, "code")
    who = {"name": body.Name, "username": body.Username, "password": body.Password}
    places = {"country": body.Country or "", "region": body.Region or ""}
    try:
        registration.complete_by_code(body.Email, body.Code, **who, **places)
    except one_time_codes.CodeRefused as error:
        raise ApiError(400, "Registration.InvalidCode", str(error)) from error
    return Status(204, None)


@router.post("/forgotpassword", response={204: None}, summary="Ask for a new password")
def forgot_password(request, body: EmailIn):
    """Mails a code to the account of that address or name, if there is one."""
    rate_limit.hit(request, "password_reset")
    try:
        passwords.forgotten(body.Email)
    except one_time_codes.TooManyCodes as error:
        raise ApiError(429, "TooManyRequests", str(error)) from error
    return Status(204, None)


@router.post("/resetpassword", summary="Set a new password by a mailed code")
def reset_password(request, body: PasswordResetIn):
    """Ends every sign-in of the account and unlocks it."""
    rate_limit.hit(request, "code")
    try:
        return shown(passwords.reset(body.Email, body.Code, body.Password))
    except one_time_codes.CodeRefused as error:
        raise ApiError(400, "PasswordReset.InvalidVerification", str(error)) from error


@router.post("/unlock", response={204: None}, summary="Unlock an account by a mailed code")
def unlock(request, body: UnlockIn):
    """After too many wrong passwords."""
    rate_limit.hit(request, "code")
    try:
        unlocking.unlock(body.Email, body.Code)
    except one_time_codes.CodeRefused as error:
        raise ApiError(400, "Unlock.InvalidCode", str(error)) from error
    return Status(204, None)
