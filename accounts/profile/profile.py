"""The user's profile: name, username, country, region, time zone and appearance."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from accounts.registration.usernames import validate
from accounts.validators.profile import validate_locale, validate_name

FIELDS = ("name", "username", "country", "region", "time_zone", "appearance")


def change(user: User, **values: Any) -> None:
    """Save those of `FIELDS` that are passed, or raise `ValidationError` by field."""
    before = {field: getattr(user, field) for field in FIELDS}
    changed = {field: value for field, value in values.items() if value != before[field]}
    if not changed:
        return
    if "username" in changed:
        validate(changed["username"], user)
    if "name" in changed:
        validate_name(changed["name"])
    validate_locale(changed)
    fresh = User.objects.get(pk=user.pk)
    for field, value in changed.items():
        setattr(fresh, field, value)
    fresh.clean_fields(exclude=[field.name for field in User._meta.fields if field.name not in changed])
    try:
        with transaction.atomic():
            fresh.save(update_fields=list(changed))
            audit_log.record(Event.PROFILE_UPDATED, by=user, target=user, fields=sorted(changed))
    except IntegrityError as error:
        raise ValidationError({"username": f"{changed.get('username')} is taken."}) from error
    for field, value in changed.items():
        setattr(user, field, value)
