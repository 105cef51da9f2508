"""Changing a user's email: confirmed at the new address, announced to the old one."""

import secrets

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.codes import one_time as one_time_codes
from accounts.mail import messages as mail_messages
from accounts.models import EmailChange, User
from accounts.validators import email as email_address
from lib import clock


def request(user: User, email: str) -> EmailChange:
    """Send a code and a link to the new address; one that has an account gets an email that says so.

    Raises:
        ValidationError: for `email`.
        CodeLimitReached: too many codes were requested.
    """
    email = email_address.clean(email)
    if email == user.email.lower():
        raise ValidationError({"email": "This is your email already."})
    token = secrets.token_urlsafe(32)
    row = EmailChange(user=user, email=email, link_digest=one_time_codes.digest(token, "email"))
    mine = EmailChange.objects.filter(user=user)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        code = one_time_codes.issue(row, replaces=mine, counted=mine)
        owner = User.objects.by_email(email).first()
        if owner:
            mail_messages.send_template("email_change_existing", owner)
        else:
            mail_messages.send_template(
                "email_change", email, code=code, token=token, until=row.expires_at, name=str(user)
            )
        audit_log.record(Event.EMAIL_CHANGE_REQUESTED, by=user, target=user)
    return row


def pending(user: User) -> EmailChange | None:
    """Return the change that waits for its code."""
    return EmailChange.objects.filter(user=user, ended_at=None, expires_at__gt=clock.now()).first()


def find_by_link(token: str) -> EmailChange | None:
    """Return the pending change of a link, by the token in it."""
    changes = EmailChange.objects.filter(ended_at=None, expires_at__gt=clock.now(), user__is_active=True)
    return changes.filter(link_digest=one_time_codes.digest(token, "email")).first()


def confirm_by_code(user: User, code: str) -> None:
    """Change to the new email by the code. Raises `InvalidCode`."""
    row = EmailChange.objects.filter(user=user, ended_at=None).first()
    try:
        one_time_codes.redeem(row, code)
    except one_time_codes.MalformedCode:
        raise
    except one_time_codes.InvalidCode:
        audit_log.record(Event.CODE_REJECTED, by=user, target=user, result="refused", purpose="New email")
        raise
    assert row is not None  # a missing row is no valid code
    _apply(row)


def confirm_by_link(token: str) -> User:
    """Change to the new email by the token of the link. Raises `ExpiredCode`."""
    row = find_by_link(token)
    used = EmailChange.objects.filter(pk=row.pk, ended_at=None) if row else EmailChange.objects.none()
    if row is None or not used.update(ended_at=clock.now(), verified_at=clock.now()):
        raise one_time_codes.ExpiredCode("This link has expired. Request a new one.")
    _apply(row)
    return row.user


def _apply(row: EmailChange) -> None:
    user = row.user
    before, user.email, user.email_verified_at = user.email, row.email, clock.now()
    try:
        with transaction.atomic():
            user.save(update_fields=["email", "email_verified_at"])
            one_time_codes.invalidate_all_for(user)  # they are in the mailbox of the previous address
            audit_log.record(Event.EMAIL_CHANGED, by=user, target=user)
            mail_messages.send_template(
                "email_changed", before, name=str(user), email=one_time_codes.mask_email(row.email)
            )
    except IntegrityError as error:
        raise one_time_codes.ExpiredCode("Another account uses this email now.") from error
