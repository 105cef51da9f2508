"""The user's profile: name, username, country, region, time zone and appearance."""

import zoneinfo
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from accounts.registration.usernames import check
from accounts.validators.countries import CODES
from lib import plain_text

NAME_MAX_LENGTH, REGION_MAX_LENGTH = 150, 3
FIELDS = ("name", "username", "country", "region", "time_zone", "appearance")


def change(user: User, **values: Any) -> None:
    """Save those of `FIELDS` that are passed, or raise `ValidationError` by field."""
    before = {field: getattr(user, field) for field in FIELDS}
    changed = {field: value for field, value in values.items() if value != before[field]}
    if not changed:
        return
    if "username" in changed:
        check(changed["username"], user)
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


def validate_name(name: str) -> None:
    """Raise `ValidationError` for `name` unless it is a line of text."""
    if not name.strip():
        raise ValidationError({"name": "Enter your name."})
    plain_text.check_field("name", name)
    if len(name) > NAME_MAX_LENGTH:
        raise ValidationError({"name": f"At most {NAME_MAX_LENGTH} characters."})


def validate_locale(values: Mapping[str, str]) -> None:
    """Raise `ValidationError` by field for an unknown country, region or time zone."""
    if values.get("country") and values["country"] not in CODES:
        raise ValidationError({"country": "Use a two-letter country code, such as SE."})
    if len(values.get("region", "")) > REGION_MAX_LENGTH:
        raise ValidationError({"region": f"Use at most {REGION_MAX_LENGTH} letters."})
    if "time_zone" in values and values["time_zone"] not in zoneinfo.available_timezones():
        raise ValidationError({"time_zone": "Choose a time zone, such as Europe/Stockholm."})
