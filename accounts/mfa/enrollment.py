"""Turning two-factor authentication on and off, and managing passkeys; pages re-authenticate before."""

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction

from accounts import login_methods
from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.mail import messages as mail_messages
from accounts.mfa import authenticators
from accounts.mfa import verification as mfa_verification
from accounts.models import User

Type = Authenticator.Type
NAME_MAX_LENGTH = 60
TOTP_ENABLED_MAIL = (
    "Two-factor authentication is on",
    "Two-factor authentication is on (authenticator app).",
)
TOTP_REPLACED_MAIL = (
    "Your authenticator app was replaced",
    "Your authenticator app was replaced. You have new recovery codes; the old ones no longer work.",
)


class SecondFactorRequired(Exception):
    """An operator's last second factor cannot be removed."""

    def __init__(self) -> None:
        super().__init__(
            "Two-factor authentication is required for operators."
            " Add another method before you remove this one."
        )


def enroll(user: User, secret: str, code: str) -> bool:
    """Turn on the authenticator app of `secret` if it shows `code`, which cannot be used again."""
    step = mfa_verification.time_step(secret, code)
    if step is None:
        return False
    enable_totp(user, secret, used_step=step)
    return True


def enable_totp(user: User, secret: str, *, used_step: int = 0) -> None:
    """Turn on the authenticator app of `secret`, with ten new recovery codes.

    Codes up to the time step `used_step` are not accepted.
    """
    with transaction.atomic():
        previous = Authenticator.objects.filter(user=user, type__in=[Type.TOTP, Type.RECOVERY_CODES])
        replaced = bool(previous.delete()[0])
        app = TOTP.activate(user, secret).instance
        app.data["used_step"] = used_step
        app.save(update_fields=["data"])
        RecoveryCodes.activate(user)
        event = Event.TOTP_REPLACED if replaced else Event.TOTP_ENABLED
        audit_log.record(event, by=user, target=user)
        mail_messages.send_notice(user, *(TOTP_REPLACED_MAIL if replaced else TOTP_ENABLED_MAIL))


def disable_totp(user: User) -> None:
    """Turn the authenticator app off. Raises `SecondFactorRequired` for an operator without a passkey."""
    with transaction.atomic():
        _require_one_for_operators(user, removed=Authenticator.objects.filter(user=user, type=Type.TOTP))
        Authenticator.objects.filter(user=user, type__in=[Type.TOTP, Type.RECOVERY_CODES]).delete()
        audit_log.record(Event.TOTP_DISABLED, by=user, target=user)
        mail_messages.send_notice(
            user,
            "Two-factor authentication is off",
            "Two-factor authentication is off. Your account is now protected by a password only.",
        )


def recovery_codes(user: User) -> list[str]:
    """Return the unused recovery codes."""
    row = Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).first()
    return row.wrap().get_unused_codes() if row else []


def regenerate_recovery_codes(user: User) -> None:
    """Generate ten new recovery codes; the old ones no longer work."""
    with transaction.atomic():
        Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).delete()
        RecoveryCodes.activate(user)
        audit_log.record(Event.RECOVERY_CODES_GENERATED, by=user, target=user)
        mail_messages.send_notice(
            user,
            "You have new recovery codes",
            "New recovery codes were generated; the old ones no longer work.",
        )


def add_passkey(user: User, name: str, credential: dict) -> None:
    """Add a passkey that the browser has created and the server has verified."""
    with transaction.atomic():
        WebAuthn.add(user, name[:NAME_MAX_LENGTH], credential)
        audit_log.record(Event.PASSKEY_ADDED, by=user, target=user, name=name[:NAME_MAX_LENGTH])
        mail_messages.send_notice(
            user, "You have a new passkey", f"The passkey “{name[:NAME_MAX_LENGTH]}” was added."
        )


def rename_passkey(passkey: Authenticator, name: str) -> None:
    """Rename a passkey."""
    user = passkey.user
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=passkey.pk)
        before, row.data["name"] = row.data.get("name", ""), name[:NAME_MAX_LENGTH]
        row.save(update_fields=["data"])
        passkey.data = row.data
        audit_log.record(
            Event.PASSKEY_RENAMED, by=user, target=user, name=name[:NAME_MAX_LENGTH], before=before
        )


def remove_passkey(user: User, passkey: Authenticator) -> None:
    """Remove a passkey; an unusable one can always be removed.

    Raises:
        LastLoginMethod: it is the only sign-in method.
        SecondFactorRequired: for an operator without an app or another passkey.
    """
    with transaction.atomic():
        login_methods.require_alternative(user, "passkey", str(passkey.pk))
        _require_one_for_operators(user, removed=[passkey])
        name = passkey.data.get("name", "")
        passkey.delete()
        audit_log.record(Event.PASSKEY_REMOVED, by=user, target=user, name=name)
        mail_messages.send_notice(user, "A passkey was removed", f"The passkey “{name}” was removed.")


def _require_one_for_operators(user: User, *, removed: Iterable[Authenticator]) -> None:
    usable = authenticators.usable_authenticators(user, authenticators.SECOND_FACTORS)
    if user.is_staff and usable and set(removed).issuperset(usable):
        raise SecondFactorRequired
