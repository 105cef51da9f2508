"""Registration in the Portal API. A captcha token is accepted and ignored."""

from django.http import HttpRequest
from ninja import Router, Status

from accounts.api import schemas
from accounts.codes import one_time as one_time_codes
from accounts.registration import registration
from lib import rate_limit
from lib.api.describe import ErrorCase, describe
from lib.api.errors import ApiError

router = Router(auth=None, tags=["Sign-in"])


@router.post("/register", response={204: None}, summary="Register an email")
def register(request: HttpRequest, body: schemas.RegistrationRequest) -> Status[None]:
    """Send a code to the email; the response is the same for one that has an account."""
    rate_limit.hit(request, "registration")
    registration.request(body.Email)
    return Status(204, None)


@router.post(
    "/verify",
    response={204: None},
    summary="Complete a registration",
    openapi_extra=describe(
        ErrorCase(400, "Registration.InvalidCode", "This code is not correct. 4 tries left."),
    ),
)
def verify(request: HttpRequest, body: schemas.VerificationRequest) -> Status[None]:
    """Create the account; everything else is validated before the code."""
    rate_limit.hit(request, "code")
    identity = {"name": body.Name or "", "username": body.Username, "password": body.Password}
    locale = {"country": body.Country or "", "region": body.Region or ""}
    try:
        registration.complete_by_code(body.Email, body.Code, **identity, **locale)
    except one_time_codes.InvalidCode as error:
        raise ApiError(400, "Registration.InvalidCode", str(error)) from error
    return Status(204, None)
