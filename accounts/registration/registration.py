"""Becoming somebody here: an address that is proved first, then name, username, password and terms.

Whether an address has an account already is told to its mailbox only, never to the page.
"""

import secrets
from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.codes import one_time as one_time_codes
from accounts.mail import messages as mail_messages
from accounts.models import Registration, User
from accounts.registration import usernames
from accounts.validators import email as email_address
from accounts.validators import profile as profile_rules
from lib import clock

# How long the last step may take, once the address is proved.
TIME_TO_COMPLETE = timedelta(hours=1)


def request(email: str, next_page: str = "") -> Registration:
    """Mails a code and a link to an address; to one that has an account, how to sign in instead.

    Raises `ValidationError` for `email`, or `codes.TooManyCodes`.
    """
    email = email_address.clean(email)
    token = secrets.token_urlsafe(32)
    row = Registration(email=email, link_digest=one_time_codes.digest(token, "register"), next_url=next_page)
    rows = Registration.objects.filter(email=email)
    with transaction.atomic():
        code = one_time_codes.issue(row, replaces=rows, counted=rows)
        owner = User.objects.by_email(email).first()
        if owner:
            mail_messages.send_template("registration_existing", owner)
        else:
            mail_messages.send_template("registration", email, code=code, token=token, until=row.expires_at)
    return row


def verify_code(row: Registration | None, code: str) -> Registration:
    """Verify the address of a registration by the code, and return it. Raises `one_time.InvalidCode`."""
    return one_time_codes.redeem(row, code)


def verify_link(token: str) -> Registration:
    """The registration whose mailed link this was; the link is the proof. Raises `codes.DeadCode`."""
    mailed = Registration.objects.filter(link_digest=one_time_codes.digest(token, "register"))
    row = mailed.filter(Q(ended_at=None, expires_at__gt=clock.now()) | verified()).first()
    if row is None:
        raise one_time_codes.ExpiredCode("This link is no longer valid. Request a new one.")
    # Programs that look into mails open links too: the code stays good beside it.
    mailed.filter(verified_at=None).update(verified_at=clock.now())
    return row


def verified() -> Q:
    """Registrations whose address is proved, and whose last step may still come."""
    return Q(verified_at__gt=clock.now() - TIME_TO_COMPLETE)


def find_pending(email: str) -> Registration | None:
    """The registration of an address that waits for its code."""
    return Registration.objects.filter(email=email.strip().lower(), ended_at=None).first()


def validate(email: str, name: str, username: str, password: str, **places: Any) -> None:
    """Raises `ValidationError` by field for what cannot be an account."""
    errors: dict[str, list[str]] = {}
    for validate in (
        partial(profile_rules.validate_name, name),
        partial(profile_rules.validate_locale, places),
        partial(usernames.validate, username),
    ):
        try:
            validate()
        except ValidationError as error:
            errors.update(error.message_dict)
    try:
        validate_password(password, User(username=username, email=email, name=name))
    except ValidationError as error:
        errors["password"] = error.messages
    if errors:
        raise ValidationError(errors)


def complete(
    row: Registration, *, name: str, username: str, password: str, terms: bool = True, **more: Any
) -> User:
    """The account; with `terms`, they are accepted. Raises `ValidationError` by field, or `codes.DeadCode`.

    Two who want one username at once: the second is told that it is taken.
    """
    if not Registration.objects.filter(verified(), pk=row.pk).exists():
        raise one_time_codes.ExpiredCode("Your registration expired. Start again.")
    validate(row.email, name, username, password, **more)
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                username,
                row.email,
                password,
                name=name.strip(),
                terms_accepted_at=clock.now() if terms else None,
                **more,
            )
            Registration.objects.filter(email=row.email).delete()
            audit_log.record(Event.USER_REGISTERED, by=user, target=user)
    except IntegrityError as error:
        if User.objects.by_email(row.email).exists():
            raise one_time_codes.ExpiredCode("This email already has an account. Sign in.") from error
        raise ValidationError({"username": f"{username} is taken."}) from error
    return user


def complete_by_code(email: str, code: str, **details: Any) -> User:
    """Proof and last step in one, as programs do it: `who` is as `complete` takes it.

    The terms are accepted by a call of their own, since a program shows nobody any.
    Everything else is looked at before the code is. A code that does not count costs one password hash,
    as an account does, whoever has the address. Raises as `prove_by_code` and `complete` do.
    """
    validate(email, **details)
    try:
        row = verify_code(find_pending(email), code)
    except one_time_codes.InvalidCode:
        make_password(details["password"])
        raise
    return complete(row, terms=False, **details)


def purge_old() -> int:
    """Removes registrations that came to nothing; returns how many went."""
    return Registration.objects.filter(
        created_at__lt=clock.now() - one_time_codes.RATE_LIMITS[-1][0]
    ).delete()[0]
