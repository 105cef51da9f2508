"""Coming in, by whichever way: opening the session, and the ways that a session came by."""

import time

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.login_methods import PROVIDER_NAMES
from accounts.models import User

SESSION_LIFETIME = 30 * 24 * 3600


def complete_login(
    request: HttpRequest, user: User, *, method: str, next_page: str = "", remember: bool = True
) -> HttpResponse:
    """The response that leads on: to the second factor where one is on, otherwise to `next_page`."""
    record_authentication(request, user, method)
    request.session.set_expiry(SESSION_LIFETIME if remember else 0)
    return perform_login(request, Login(user=user, redirect_url=next_page or None))


def login_method_label(request: HttpRequest, user: User) -> str:
    """By what the session came, such as `GitHub`, `passkey` or `password, then two-factor authentication`."""
    ways = [_name(record) for record in get_authentication_records(request, user)]
    return ", then ".join(dict.fromkeys(ways))


def social_provider(request: HttpRequest) -> str:
    """GitHub or Google, if the session came by it; otherwise an empty text."""
    records = get_authentication_records(request, request.user)
    return next(
        (
            PROVIDER_NAMES[record["provider"]]
            for record in records
            if record.get("provider") in PROVIDER_NAMES
        ),
        "",
    )


def recently_authenticated(request: HttpRequest) -> bool:
    """Whether the person proved who they are within the last 15 minutes, signing in included."""
    return last_authenticated_at(request) > time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def last_authenticated_at(request: HttpRequest) -> float:
    """When the person last proved who they are in this session, in seconds since the epoch; 0 for never."""
    return max((record["at"] for record in get_authentication_records(request, request.user)), default=0)


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session was proved by a second factor or a passkey, which the admin asks for."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def _name(record: dict) -> str:
    if record["method"] == "socialaccount":
        return PROVIDER_NAMES.get(record.get("provider", ""), "another provider")
    if record["method"] == "mfa":
        return "passkey" if record.get("passwordless") else "two-factor authentication"
    return record["method"]
