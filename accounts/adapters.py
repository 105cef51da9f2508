"""How allauth behaves in this portal: the portal's own rules decide who may come in."""

import time
from contextlib import suppress

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings

from accounts import limits, sign_in

PROOF_LASTS = settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


class AccountAdapter(DefaultAccountAdapter):
    """Passwords are checked by `sign_in`, which counts and locks; nobody registers by allauth's own page."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is closed.",
        **dict.fromkeys(
            ("email_password_mismatch", "username_password_mismatch"), str(sign_in.SignInRefused())
        ),
        "too_many_login_attempts": "Too many tries. Wait 5 minutes, then try again.",
        "rate_limited": "Too many tries. Wait a minute, then try again.",
        "incorrect_password": "That is not your password.",
    }

    def is_open_for_signup(self, request) -> bool:
        return False

    def authenticate(self, request, **credentials):
        """The person of these credentials, or None. Raises `LockedOut` or `TooOften`."""
        limits.count(request, "sign_in")
        login = credentials.get("username") or credentials.get("email") or ""
        with suppress(sign_in.SignInRefused):
            return sign_in.by_password(login, credentials["password"])
        limits.count(request, "sign_in_failed")
        return None

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Whether "Is it you?" is asked: not within 15 minutes of any proof, signing in included."""
        return not proved_recently(self.request)


def proved_recently(request) -> bool:
    """Whether the person proved who they are within the last 15 minutes of this session."""
    moments = [record["at"] for record in get_authentication_records(request, request.user)]
    return bool(moments) and time.time() - max(moments) < PROOF_LASTS
