"""Import of people: accounts without a password, who sign in after a password reset or by a provider."""

from django.core.exceptions import ValidationError

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from accounts.registration import usernames
from accounts.validators import email as email_address
from accounts.validators import profile as profile_rules
from contributors.imports.lines import Record
from contributors.imports.options import Options
from contributors.imports.results import Outcome, Result


def import_person(record: Record, options: Options) -> Result:
    """Create the account of a person, or find that it exists; an existing account is never changed.

    Raises:
        ValidationError: for values that an account can't have, and a username or an email of someone else.
    """
    email = email_address.clean(record.text("Email", required=True))
    username = record.text("Username")
    first_and_last = f"{record.text('FirstName')} {record.text('LastName')}".strip()
    name = record.text("Name") or first_and_last
    locale = {"country": record.text("Country").upper(), "region": record.text("Region")}
    if time_zone := record.text("TimeZone"):
        locale["time_zone"] = time_zone
    record.require_all_read()
    existing = User.objects.by_email(email).first()
    if existing:
        return _compare(existing, username)
    if username and User.objects.by_username(username).exists():
        raise ValidationError(f"The username {username} belongs to an account with another email.")
    name = name or username or email.partition("@")[0]
    profile_rules.validate_name(name)
    profile_rules.validate_locale(locale)
    if username:
        usernames.validate(username)
    user = User.objects.create_user(username or None, email, None, name=name, **locale)
    audit_log.record(Event.USER_REGISTERED, by=options.by, target=user, imported=True)
    return Result(Outcome.CREATED, email)


def person_named(name: str) -> User:
    """Return the user with that username or email. Raises `ValidationError` if there is none."""
    found = User.objects.by_email(name) if "@" in name else User.objects.by_username(name)
    user = found.first()
    if user is None:
        kind = "email" if "@" in name else "username"
        raise ValidationError(f"No one has the {kind} {name[:254]}.")
    return user


def person_in(record: Record) -> User:
    """Return who a line is about, whose username and email must belong together.

    Raises:
        ValidationError: if they don't, or there is no one.
    """
    user = person_named(record.text("Username", "User", "Person", "Email", required=True))
    email = record.text("Email")
    if email and user.email != email.lower():
        raise ValidationError(f"The username {user.username} belongs to an account with another email.")
    return user


def _compare(user: User, username: str) -> Result:
    if username and (user.username or "").lower() != username.lower():
        has = f"the username {user.username}" if user.username else "no username yet"
        raise ValidationError(f"{user.email} has an account with {has}.")
    return Result(Outcome.UNCHANGED, user.email)
