"""Registration: a verified email first, then name, username, password and terms.

Only an email to the address says that it has an account already; pages never do.
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

# For how long the last step is possible once the email is verified.
TIME_TO_COMPLETE = timedelta(hours=1)


def request(email: str, next_page: str = "") -> Registration:
    """Send a code and a link to an email; one that has an account gets an email that says so.

    Raises:
        ValidationError: for `email`.
        CodeLimitReached: too many codes were requested.
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
    """Verify the email of a registration by the code, and return it. Raises `InvalidCode`."""
    return one_time_codes.redeem(row, code)


def verify_link(token: str) -> Registration:
    """Verify the email of a registration by the token of its link, and return it. Raises `ExpiredCode`."""
    rows = Registration.objects.filter(link_digest=one_time_codes.digest(token, "register"))
    row = rows.filter(Q(ended_at=None, expires_at__gt=clock.now()) | verified()).first()
    if row is None:
        raise one_time_codes.ExpiredCode("This link is no longer valid. Request a new one.")
    # Programs that scan emails open links too: the code stays valid.
    rows.filter(verified_at=None).update(verified_at=clock.now())
    return row


def verified() -> Q:
    """Return the condition of registrations with a verified email that can still be completed."""
    return Q(verified_at__gt=clock.now() - TIME_TO_COMPLETE)


def find_pending(email: str) -> Registration | None:
    """Return the registration of an email that waits for its code."""
    return Registration.objects.filter(email=email.strip().lower(), ended_at=None).first()


def validate(email: str, name: str, username: str, password: str, **locale: Any) -> None:
    """Raise `ValidationError` by field unless an account can have these values."""
    errors: dict[str, list[str]] = {}
    for validate in (
        partial(profile_rules.validate_name, name),
        partial(profile_rules.validate_locale, locale),
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
    """Create the account and return its user; with `terms`, they are accepted.

    Raises:
        ValidationError: by field; also for a username that a concurrent registration has taken.
        ExpiredCode: the registration has expired, or its email has an account now.
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
    """Verify the email and create the account in one step; `details` are as in `complete`.

    The terms are accepted by a call of their own. The details are validated before the code, and a wrong code
    costs one password hash as an account does. Raises as `verify_code` and `complete` do.
    """
    validate(email, **details)
    try:
        row = verify_code(find_pending(email), code)
    except one_time_codes.InvalidCode:
        make_password(details["password"])
        raise
    return complete(row, terms=False, **details)


def purge_old() -> int:
    """Delete registrations that were not completed and return their number."""
    return Registration.objects.filter(
        created_at__lt=clock.now() - one_time_codes.RATE_LIMITS[-1][0]
    ).delete()[0]
