"""Sign-in methods in the Portal API: password, email and linked providers."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from ninja import Router, Status

from accounts import login_methods
from accounts.api import schemas
from accounts.api.auth import ApiRequest, PortalBearer, SignInBearer, SignInRequest
from accounts.api.me import to_dict
from accounts.codes import confirmation
from accounts.login import api_tokens, passwords
from accounts.profile import email_change
from accounts.social import unlink
from lib import rate_limit
from lib.api.describe import ErrorCase, describe
from lib.api.errors import ApiError

router = Router(auth=SignInBearer(), tags=["Me"])
# Method names as the contract spells them.
NAMES = {"password": "Password", "github": "Github", "google": "Google"}

CONFIRMATION_REQUIRED = ErrorCase(
    403,
    "Confirmation.Required",
    "Sign in again or confirm a code of me/verifyemail, then try again.",
)


@contextmanager
def recently_confirmed(request: SignInRequest) -> Iterator[None]:
    """Run the block if the token was issued within 15 minutes, or redeem a confirmed code.

    Raises:
        ApiError: 403 without either.
    """
    if api_tokens.recently_issued(request.family):
        yield
        return
    try:
        with confirmation.consume_confirmation(request.auth, token_family=request.family):
            yield
    except confirmation.NotConfirmed as error:
        raise CONFIRMATION_REQUIRED.exception() from error


@router.put(
    "/me/password",
    response=schemas.User,
    summary="Change my password",
    openapi_extra=describe(CONFIRMATION_REQUIRED),
)
def change_password(request: SignInRequest, body: schemas.ChangePasswordRequest) -> dict[str, Any]:
    """End all sign-ins but that of `RefreshToken`; `CurrentPassword` is required where there is one."""
    rate_limit.hit(request, "code")
    with nullcontext() if request.auth.has_usable_password() else recently_confirmed(request):
        passwords.change(
            request.auth, body.CurrentPassword or "", body.NewPassword, keep_token=body.RefreshToken or ""
        )
    return to_dict(request.auth)


@router.put(
    "/me/email",
    response={204: None},
    summary="Change my email",
    openapi_extra=describe(CONFIRMATION_REQUIRED),
)
def change_email(request: SignInRequest, body: schemas.ChangeEmailRequest) -> Status[None]:
    """Send a link and a code to the new email, which changes when one of them is used."""
    rate_limit.hit(request, "code")
    if request.auth.has_usable_password():
        passwords.require_current_password(request.auth, body.Password or "")
    with nullcontext() if request.auth.has_usable_password() else recently_confirmed(request):
        email_change.request(request.auth, body.Email)
    return Status(204, None)


@router.get(
    "/me/authorizationmethods",
    auth=PortalBearer(),
    response=list[schemas.AuthMethod],
    summary="List my sign-in methods",
)
def list_methods(request: ApiRequest) -> list[dict[str, str]]:
    """List those of Password, Github and Google that I have."""
    kinds = {method.kind for method in login_methods.methods_of(request.auth)}
    return [{"Name": name} for kind, name in NAMES.items() if kind in kinds]


@router.delete(
    "/me/authorizationmethods/{name}",
    response={204: None},
    summary="Remove a sign-in method",
    openapi_extra=describe(
        CONFIRMATION_REQUIRED,
        ErrorCase(
            400, "AuthorizationMethod.LastOne", "This is your only sign-in method. Add another one first."
        ),
    ),
)
def remove_method(request: SignInRequest, name: str) -> Status[None]:
    """Remove a sign-in method, unless it is the only one."""
    kind = _kind(name)
    try:
        with recently_confirmed(request):
            if kind not in {method.kind for method in login_methods.methods_of(request.auth)}:
                raise Http404
            if kind == login_methods.PASSWORD:
                passwords.remove(request.auth)
            else:
                unlink.unlink(request.auth, kind)
    except login_methods.LastLoginMethod as error:
        raise ApiError(400, "AuthorizationMethod.LastOne", str(error)) from error
    return Status(204, None)


@router.post("/me/authorizationmethods/{name}/link", response=schemas.LinkResponse, summary="Link a provider")
def link_method(request: SignInRequest, name: str) -> dict[str, str]:
    """Return the URL for the user's browser, since providers talk to browsers only."""
    kind = _kind(name)
    if kind not in settings.SOCIALACCOUNT_PROVIDERS:
        raise Http404
    return {"RedirectUrl": settings.SITE_URL + reverse("link_provider", args=[kind])}


def _kind(name: str) -> str:
    if name.lower() not in NAMES:
        raise Http404
    return name.lower()
