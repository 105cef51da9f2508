"""Sign-in methods of a user: password, GitHub, Google, passkeys. The last one cannot be removed."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings

from accounts.models import User
from accounts.models import passkeys as stored_passkeys

PASSWORD, PASSKEY = "password", "passkey"
PROVIDER_NAMES = {"github": "GitHub", "google": "Google"}


class LastLoginMethod(Exception):
    """The user could no longer sign in without this method."""

    def __init__(self) -> None:
        super().__init__("This is your only sign-in method. Add another one first.")


@dataclass(frozen=True)
class LoginMethod:
    """A sign-in method: `kind` is `password`, `passkey` or a provider's ID, `key` identifies it in its kind.

    It is not usable when its provider is no longer configured, or its passkey cannot be verified.
    """

    kind: str
    key: str
    name: str
    detail: str
    added_at: datetime | None
    last_used_at: datetime | None
    usable: bool = True


def methods_of(user: User) -> list[LoginMethod]:
    """Return all sign-in methods of `user`."""
    return [*_password(user), *_providers(user), *passkeys(user)]


def irremovable(methods: list[LoginMethod]) -> list[LoginMethod]:
    """Return those of a user's methods without which no usable one would be left.

    An unusable passkey can always be removed; a provider may be configured again.
    """
    candidates = [method for method in methods if method.usable or method.kind != PASSKEY]
    return [
        method for method in candidates if not any(other.usable for other in methods if other is not method)
    ]


def require_alternative(user: User, kind: str, key: str = "") -> None:
    """Raise `LastLoginMethod` unless `user` can sign in by another method.

    Call it in the transaction that removes the method: it locks the user's row, so that two methods are not
    removed concurrently.
    """
    User.objects.select_for_update().get(pk=user.pk)
    if (kind, key) in [(method.kind, method.key) for method in irremovable(methods_of(user))]:
        raise LastLoginMethod


def _password(user: User) -> list[LoginMethod]:
    fresh = User.objects.only("password", "password_changed_at", "password_last_used_at").get(pk=user.pk)
    if not fresh.has_usable_password():
        return []
    return [LoginMethod(PASSWORD, "", "Password", "", fresh.password_changed_at, fresh.password_last_used_at)]


def _providers(user: User) -> list[LoginMethod]:
    return [
        LoginMethod(
            account.provider,
            str(account.pk),
            PROVIDER_NAMES.get(account.provider, account.provider),
            account.extra_data.get("login") or account.extra_data.get("email") or "",
            account.date_joined,
            account.last_login,
            usable=account.provider in settings.SOCIALACCOUNT_PROVIDERS,
        )
        for account in SocialAccount.objects.filter(user=user).order_by("provider", "pk")
    ]


def passkeys(user: User) -> list[LoginMethod]:
    """Return the passkeys of `user`, oldest first."""
    keys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).order_by("created_at")
    return [
        LoginMethod(
            PASSKEY,
            str(key.pk),
            "Passkey",
            key.data.get("name", ""),
            key.created_at,
            key.last_used_at,
            usable=_signs_in(key),
        )
        for key in keys
    ]


def _signs_in(passkey: Authenticator) -> bool:
    stored = stored_passkeys.load_passkey(passkey)
    return stored is not None and stored.discoverable
