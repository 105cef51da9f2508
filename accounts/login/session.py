"""The session of a sign-in by any method: completing it, and how and when it was authenticated."""

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
    """Sign the user in and redirect to `next_page`, or to two-factor authentication where it is on."""
    record_authentication(request, user, method)
    request.session.set_expiry(SESSION_LIFETIME if remember else 0)
    return perform_login(request, Login(user=user, redirect_url=next_page or None))


def login_method_label(request: HttpRequest, user: User) -> str:
    """Return the methods of the session, such as `GitHub` or `password, then two-factor authentication`."""
    labels = [_label(record) for record in get_authentication_records(request, user)]
    return ", then ".join(dict.fromkeys(labels))


def social_provider(request: HttpRequest) -> str:
    """Return GitHub or Google if the session was authenticated by it, otherwise an empty string."""
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
    """Return whether the user authenticated within the last 15 minutes, sign-in included."""
    return last_authenticated_at(request) > time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def last_authenticated_at(request: HttpRequest) -> float:
    """Return when the user last authenticated in this session, in seconds since the epoch, or 0."""
    return max((record["at"] for record in get_authentication_records(request, request.user)), default=0)


def last_method_label(request: HttpRequest) -> str:
    """Return how the user last authenticated in this session, such as "passkey"; empty when unknown."""
    records = get_authentication_records(request, request.user)
    return _label(max(records, key=lambda record: record["at"])) if records else ""


def has_second_factor(request: HttpRequest) -> bool:
    """Return whether the session was authenticated by two-factor code or passkey, as the admin requires."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def _label(record: dict) -> str:
    if record["method"] == "socialaccount":
        return PROVIDER_NAMES.get(record.get("provider", ""), "another provider")
    if record["method"] == "mfa":
        return "passkey" if record.get("passwordless") else "two-factor authentication"
    return record["method"]
