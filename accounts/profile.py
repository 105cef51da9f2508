"""What a person says of themselves: name, username, country, time zone and appearance."""

import zoneinfo

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import audit
from accounts.countries import CODES
from accounts.models import User
from accounts.usernames import check

FIELDS = ("name", "username", "country", "region", "time_zone", "appearance")


def change(user: User, **given) -> None:
    """Saves those of `FIELDS` that are given. Raises `ValidationError` by field."""
    before = {field: getattr(user, field) for field in FIELDS}
    changed = {field: value for field, value in given.items() if value != before[field]}
    if not changed:
        return
    if "username" in changed:
        check(changed["username"], user)
    _check_places(changed)
    fresh = User.objects.get(pk=user.pk)
    for field, value in changed.items():
        setattr(fresh, field, value)
    fresh.clean_fields(exclude=[field.name for field in User._meta.fields if field.name not in changed])
    try:
        with transaction.atomic():
            fresh.save(update_fields=list(changed))
            audit.record("changed the profile", by=user, target=user, fields=sorted(changed))
    except IntegrityError as error:
        raise ValidationError({"username": f"{changed.get('username')} is taken."}) from error
    for field, value in changed.items():
        setattr(user, field, value)


def _check_places(changed: dict) -> None:
    if changed.get("country") and changed["country"] not in CODES:
        raise ValidationError({"country": "A country has two letters, such as SE."})
    if "time_zone" in changed and changed["time_zone"] not in zoneinfo.available_timezones():
        raise ValidationError({"time_zone": "A time zone is named like Europe/Stockholm."})
