"""How allauth behaves in this portal: the portal's own rules decide who may come in."""

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
    """Passwords are checked by `sign_in`, which counts and locks; nobody registers by allauth's own page."""

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
        """The person of these credentials, or None. Raises `LockedOut` or `TooOften`."""
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
        """Says nothing of its own: the pages show what happened."""

    def send_notification_mail(
        self, template_prefix: Any, user: User, context: Any = None, email: Any = None
    ) -> None:
        """Mails nothing of its own: `trail` does, from the signals."""

    def get_reauthentication_methods(self, user: User) -> list[dict]:
        """One page, "Is it you?", which offers what the person has."""
        return [{"id": "reauthenticate", "url": reverse("account_reauthenticate")}]

    def get_login_stages(self) -> list[str]:
        """Only the second factor; its page asks about the device as well."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Whether "Is it you?" is asked: not within 15 minutes of any proof, signing in included."""
        return not recently_authenticated(self.request)
