"""The ways in which somebody can sign in: password, GitHub, Google, passkeys. One always stays."""

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
    """Without this one nobody could sign in any more."""

    def __init__(self) -> None:
        super().__init__("This is your only sign-in method. Add another one first.")


@dataclass(frozen=True)
class LoginMethod:
    """One of them. `kind` is `password`, `passkey` or a provider's id; `key` tells two of a kind apart.

    One that does not open is of a provider that this portal does not use any more, or a passkey that
    cannot be used.
    """

    kind: str
    key: str
    name: str
    detail: str
    added_at: datetime | None
    last_used_at: datetime | None
    usable: bool = True


def methods_of(user: User) -> list[LoginMethod]:
    """Every way that `user` has."""
    return [*_password(user), *_providers(user), *passkeys(user)]


def irremovable(mine: list[LoginMethod]) -> list[LoginMethod]:
    """Those of somebody's ways that no other one could stand in for.

    A provider may be configured again; a passkey that cannot be used never signs anybody in.
    """
    possible = [way for way in mine if way.usable or way.kind != PASSKEY]
    return [way for way in possible if not any(other.usable for other in mine if other is not way)]


def require_alternative(user: User, kind: str, key: str = "") -> None:
    """Raises `LastWay` unless something but this way signs `user` in.

    Call it inside the transaction that takes the way: the person's row is locked until its end, so
    that two ways cannot go at once.
    """
    User.objects.select_for_update().get(pk=user.pk)
    if (kind, key) in [(way.kind, way.key) for way in irremovable(methods_of(user))]:
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
    """The passkeys of `user`, the oldest first."""
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
