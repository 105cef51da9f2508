"""allauth's adapter: sign-in follows the portal's own rules."""

from contextlib import suppress
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from accounts.login import password as password_login
from accounts.login.session import recently_authenticated
from accounts.models import User
from lib import rate_limit


class AccountAdapter(DefaultAccountAdapter):
    """Verifies passwords by `accounts.login.password`, which counts failures; has no registration."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is deactivated.",
        **dict.fromkeys(
            ("email_password_mismatch", "username_password_mismatch"),
            str(password_login.InvalidCredentials()),
        ),
        "too_many_login_attempts": "Too many attempts. Try again in 5 minutes.",
        "rate_limited": "Too many attempts. Try again in a minute.",
        "incorrect_password": "Incorrect password.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Return the user of these credentials, or None. Raises `AccountLocked` or `RateLimited`."""
        rate_limit.hit(request, "sign_in")
        login = credentials.get("username") or credentials.get("email") or ""
        with suppress(password_login.InvalidCredentials):
            return password_login.authenticate(login, credentials["password"])
        rate_limit.hit(request, "sign_in_failed")
        return None

    def add_message(
        self,
        request: HttpRequest,
        level: Any,
        message_template: Any = None,
        message_context: Any = None,
        extra_tags: str = "",
        message: Any = None,
    ) -> None:
        """Add no message: the pages show what happened."""

    def send_notification_mail(
        self, template_prefix: Any, user: User, context: Any = None, email: Any = None
    ) -> None:
        """Send nothing: the portal sends its own notices."""

    def get_reauthentication_methods(self, user: User) -> list[dict]:
        """Return the portal's one page of re-authentication, which offers the user's methods."""
        return [{"id": "reauthenticate", "url": reverse("account_reauthenticate")}]

    def get_login_stages(self) -> list[str]:
        """Return the two-factor stage only; its page offers to trust the device as well."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Return whether the last authentication, sign-in included, is more than 15 minutes old."""
        return not recently_authenticated(self.request)
