"""How one signs in, in the Portal API: password, address, and linked providers."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from ninja import Router, Status

from accounts import login_methods
from accounts.api.auth import PortalBearer
from accounts.api.me import shown
from accounts.api.schemas import EmailChangeIn, PasswordChangeIn
from accounts.codes import confirmation
from accounts.codes import one_time as one_time_codes
from accounts.login import api_tokens, passwords
from accounts.profile import email_change
from accounts.social import unlink
from lib import rate_limit
from lib.api.errors import ApiError

router = Router(auth=PortalBearer(), tags=["Me"])
# As the contract spells them.
NAMES = {"password": "Password", "github": "Github", "google": "Google"}


@contextmanager
def proved(request) -> Iterator[None]:
    """Does what is inside for a token that began within 15 minutes, or under a confirmed code.

    The code is used up by it. Raises `ApiError` 403 without either.
    """
    if api_tokens.began_recently(request.family):
        yield
        return
    try:
        with confirmation.one_act(request.auth, token_family=request.family):
            yield
    except confirmation.NotConfirmed as error:
        raise ApiError(
            403, "Confirmation.Required", "Sign in anew or confirm a code of me/verifyemail, then try again."
        ) from error


@router.put("/me/password", summary="Change my password")
def change_password(request, body: PasswordChangeIn):
    """Ends every other sign-in but that of `RefreshToken`; `CurrentPassword` is needed where there is one."""
    rate_limit.hit(request, "code")
    with nullcontext() if request.auth.has_usable_password() else proved(request):
        passwords.change(
            request.auth, body.CurrentPassword or "", body.NewPassword, keep_token=body.RefreshToken or ""
        )
    return shown(request.auth)


@router.put("/me/email", response={204: None}, summary="Change my address")
def change_email(request, body: EmailChangeIn):
    """Mails a link and a code to the new address, which becomes mine when one of them comes back."""
    rate_limit.hit(request, "code")
    if request.auth.has_usable_password():
        passwords.require(request.auth, body.Password or "")
    try:
        with nullcontext() if request.auth.has_usable_password() else proved(request):
            email_change.request(request.auth, body.Email)
    except one_time_codes.TooManyCodes as error:
        raise ApiError(429, "TooManyRequests", str(error)) from error
    return Status(204, None)


@router.get("/me/authorizationmethods", summary="List how I sign in")
def list_methods(request):
    """Password, Github, Google: those of them that I have."""
    mine = {way.kind for way in login_methods.of(request.auth)}
    return [{"Name": name} for kind, name in NAMES.items() if kind in mine]


@router.delete("/me/authorizationmethods/{name}", response={204: None}, summary="Remove a way to sign in")
def remove_method(request, name: str):
    """Not the last one."""
    kind = _kind(name)
    try:
        with proved(request):
            if kind not in {way.kind for way in login_methods.of(request.auth)}:
                raise Http404
            if kind == login_methods.PASSWORD:
                passwords.remove(request.auth)
            else:
                unlink.unlink(request.auth, kind)
    except login_methods.LastWay as error:
        raise ApiError(400, "AuthorizationMethod.LastOne", str(error)) from error
    return Status(204, None)


@router.post("/me/authorizationmethods/{name}/link", summary="Link a provider")
def link_method(request, name: str):
    """Where the person's own browser goes to link it: providers talk to browsers only."""
    kind = _kind(name)
    if kind not in settings.SOCIALACCOUNT_PROVIDERS:
        raise Http404
    return {"RedirectUrl": settings.SITE_URL + reverse("link", args=[kind])}


def _kind(name: str) -> str:
    if name.lower() not in NAMES:
        raise Http404
    return name.lower()
