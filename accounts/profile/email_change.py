"""Another e-mail address: proved at the new one, told to the old one."""

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


def ask(user: User, email: str) -> EmailChange:
    """Mails a code and a link to the new address, and word of it to the old one.

    To an address that has an account goes a mail that says so; the page answers the same. Raises
    `ValidationError` for `email`, or `codes.TooManyCodes`.
    """
    email = email_address.clean(email)
    if email == user.email.lower():
        raise ValidationError({"email": "That is your address already."})
    token = secrets.token_urlsafe(32)
    row = EmailChange(user=user, email=email, link=one_time_codes.digest(token, "email"))
    mine = EmailChange.objects.filter(user=user)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        code = one_time_codes.make(row, replaces=mine, counted=mine)
        owner = User.objects.at(email).first()
        if owner:
            mail_messages.write("email_change_existing", owner)
        else:
            mail_messages.write(
                "email_change", email, code=code, token=token, until=row.expires, name=str(user)
            )
        audit_log.record(Event.EMAIL_CHANGE_REQUESTED, by=user, target=user)
    return row


def live(user: User) -> EmailChange | None:
    """The change that waits for its code."""
    return EmailChange.objects.filter(user=user, ended=None, expires__gt=clock.now()).first()


def by_link(token: str) -> EmailChange | None:
    """The change whose mailed link this is, while it is good."""
    waiting = EmailChange.objects.filter(ended=None, expires__gt=clock.now(), user__is_active=True)
    return waiting.filter(link=one_time_codes.digest(token, "email")).first()


def confirm_by_code(user: User, code: str) -> None:
    """Makes the new address the person's. Raises `codes.CodeRefused`."""
    row = EmailChange.objects.filter(user=user, ended=None).first()
    try:
        one_time_codes.spend(row, code)
    except one_time_codes.CodeRefused:
        audit_log.record(Event.CODE_REJECTED, by=user, target=user, result="refused", purpose="New address")
        raise
    _apply(row)


def confirm_by_link(token: str) -> User:
    """As `confirm_by_code`, for whoever holds the mailed link."""
    row = by_link(token)
    used = EmailChange.objects.filter(pk=row.pk if row else None, ended=None)
    if not used.update(ended=clock.now(), proved=clock.now()):
        raise one_time_codes.DeadCode("This link is no longer good. Ask for a new one.")
    _apply(row)
    return row.user


def _apply(row: EmailChange) -> None:
    user = row.user
    before, user.email, user.email_verified = user.email, row.email, clock.now()
    try:
        with transaction.atomic():
            user.save(update_fields=["email", "email_verified"])
            one_time_codes.end_all_of(user)  # they lie in the mailbox that was this person's
            audit_log.record(Event.EMAIL_CHANGED, by=user, target=user)
            mail_messages.write(
                "email_changed", before, name=str(user), email=one_time_codes.masked(row.email)
            )
    except IntegrityError as error:
        raise one_time_codes.DeadCode("Somebody else has this address by now.") from error
