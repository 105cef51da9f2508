"""Tokens of the Portal API: `/oauth/token` and `/oauth/revoke`, which take forms as OAuth does."""

from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from ninja import Router, Status

from accounts.api import schemas
from accounts.login import api_tokens
from accounts.login import password as password_login
from accounts.mfa import verification as mfa_verification
from accounts.models import User
from lib import plain_text, rate_limit
from lib.api.describe import ErrorCase, describe
from lib.api.errors import ApiError

router = Router(tags=["Tokens"])
FORM_CONTENT_TYPE = "application/x-www-form-urlencoded"
UNKNOWN_GRANT = ErrorCase(
    400, "Auth.OauthError", "Grants are password and refresh_token.", error="unsupported_grant_type"
)
PASSWORD_REQUIRED = ErrorCase(
    400, "Auth.UsernameAndPasswordRequired", "Send username and password.", error="invalid_request"
)
WRONG_FORM = (
    ErrorCase(
        400,
        "Request.InvalidContentType",
        f"Send the fields as {FORM_CONTENT_TYPE}.",
        error="invalid_request",
    ),
    ErrorCase(
        400,
        "Request.InvalidRequestBody",
        "Remove the characters that cannot be stored.",
        error="invalid_request",
    ),
)
REFUSED = tuple(
    ErrorCase(401, code, message, error="invalid_grant")
    for code, message in (
        ("Auth.InvalidUsernameOrPassword", "Incorrect username or password."),
        ("Auth.LockedOut", "Too many wrong passwords. We emailed a code to unlock it."),
        (
            "Auth.SecondFactorRequired",
            "This account uses two-factor authentication, so a password alone gets no token. "
            "Create a personal access token in the portal under Profile > Access tokens.",
        ),
        ("Auth.UsernameRequired", "Sign in to the portal and choose a username."),
    )
)


def _form(request: HttpRequest) -> dict[str, str]:
    if request.content_type != FORM_CONTENT_TYPE:
        raise ApiError(
            400,
            "Request.InvalidContentType",
            f"Send the fields as {FORM_CONTENT_TYPE}.",
            error="invalid_request",
        )
    form = request.POST.dict()
    try:
        plain_text.check_body(form)
    except ValidationError as error:
        raise ApiError(
            400, "Request.InvalidRequestBody", error.messages[0], error="invalid_request"
        ) from error
    return form


def _to_dict(pair: api_tokens.TokenPair) -> dict[str, Any]:
    return {**asdict(pair), "token_type": "bearer"}


@router.post(
    "/oauth/token",
    auth=None,
    response=schemas.PortalAuthentication,
    summary="Get a token",
    openapi_extra=describe(
        UNKNOWN_GRANT, PASSWORD_REQUIRED, *WRONG_FORM, *REFUSED, form=schemas.TokenRequest
    ),
)
def get_token(request: HttpRequest) -> dict[str, Any]:
    """Issue a token for `grant_type=password` with username or email, or for `refresh_token`."""
    form = _form(request)
    rate_limit.hit(request, "token")
    grants = {"password": _by_password, "refresh_token": _by_refresh}
    grant = grants.get(form.get("grant_type", ""))
    if grant is None:
        raise UNKNOWN_GRANT.exception()
    return _to_dict(grant(request, form))


@router.post(
    "/oauth/revoke",
    auth=None,
    response={204: None},
    summary="Revoke a refresh token",
    openapi_extra=describe(*WRONG_FORM, form=schemas.RevokeRequest),
)
def revoke_token(request: HttpRequest) -> Status[None]:
    """Revoke all tokens of a sign-in; an unknown token is no error."""
    api_tokens.revoke(_form(request).get("token", ""))
    return Status(204, None)


def _by_password(request: HttpRequest, form: dict[str, str]) -> api_tokens.TokenPair:
    username, password = form.get("username", ""), form.get("password", "")
    if not username or not password:
        raise PASSWORD_REQUIRED.exception()
    rate_limit.hit(request, "sign_in")
    try:
        user = password_login.authenticate(username, password)
    except password_login.AccountLocked as error:
        raise _refused("Auth.LockedOut", f"{error} We emailed a code to unlock it.") from error
    except password_login.InvalidCredentials as error:
        rate_limit.hit(request, "sign_in_failed")
        raise _refused("Auth.InvalidUsernameOrPassword", str(error)) from error
    _refuse_with_second_factor(user)
    if user.username is None:
        raise _refused("Auth.UsernameRequired", "Sign in to the portal and choose a username.")
    return api_tokens.issue(user)


def _refuse_with_second_factor(user: User) -> None:
    """Refuse the password of a user who needs more than it: the clients have no way to ask for a code."""
    if mfa_verification.totp_enabled(user):
        reason = "This account uses two-factor authentication"
    elif user.is_staff:
        reason = "Operators must use two-factor authentication"
    else:
        return
    password_login.record_second_factor_required(user)
    raise _refused(
        "Auth.SecondFactorRequired",
        f"{reason}, so a password alone gets no token. "
        "Create a personal access token in the portal under Profile > Access tokens.",
    )


def _by_refresh(request: HttpRequest, form: dict[str, str]) -> api_tokens.TokenPair:
    try:
        return api_tokens.refresh(form.get("refresh_token", ""))
    except api_tokens.InvalidToken as error:
        raise ApiError(400, "Auth.OauthError", str(error), error="invalid_grant") from error


def _refused(code: str, message: str) -> ApiError:
    return ApiError(401, code, message, error="invalid_grant")
