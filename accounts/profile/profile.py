"""What a person says of themselves: name, username, country, time zone and appearance."""

import zoneinfo

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from accounts.registration.usernames import check
from accounts.validators.countries import CODES
from lib import plain_text

LONGEST_NAME, LONGEST_REGION = 150, 3
FIELDS = ("name", "username", "country", "region", "time_zone", "appearance")


def change(user: User, **given) -> None:
    """Saves those of `FIELDS` that are given. Raises `ValidationError` by field."""
    before = {field: getattr(user, field) for field in FIELDS}
    changed = {field: value for field, value in given.items() if value != before[field]}
    if not changed:
        return
    if "username" in changed:
        check(changed["username"], user)
    if "name" in changed:
        check_name(changed["name"])
    check_places(changed)
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


def check_name(name: str) -> None:
    """Raises `ValidationError` for `name`."""
    if not name.strip():
        raise ValidationError({"name": "Tell us your name."})
    plain_text.check_field("name", name)
    if len(name) > LONGEST_NAME:
        raise ValidationError({"name": f"At most {LONGEST_NAME} characters."})


def check_places(given: dict) -> None:
    """Raises `ValidationError` by field for a country, region or time zone that there is none."""
    if given.get("country") and given["country"] not in CODES:
        raise ValidationError({"country": "A country has two letters, such as SE."})
    if len(given.get("region", "")) > LONGEST_REGION:
        raise ValidationError({"region": f"A region has at most {LONGEST_REGION} letters."})
    if "time_zone" in given and given["time_zone"] not in zoneinfo.available_timezones():
        raise ValidationError({"time_zone": "A time zone is named like Europe/Stockholm."})
