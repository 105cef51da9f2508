"""Rules for the name, country, region and time zone of a profile."""

import zoneinfo
from collections.abc import Mapping

from django.core.exceptions import ValidationError

from accounts.validators.countries import CODES
from lib import plain_text

NAME_MAX_LENGTH, REGION_MAX_LENGTH = 150, 3


def validate_name(name: str) -> None:
    """Raise `ValidationError` for `name` unless it is a line of text."""
    if not name.strip():
        raise ValidationError({"name": "Enter your name."})
    plain_text.check_field("name", name)
    if len(name) > NAME_MAX_LENGTH:
        raise ValidationError({"name": f"Use at most {NAME_MAX_LENGTH} characters."})


def validate_locale(values: Mapping[str, str]) -> None:
    """Raise `ValidationError` by field for an unknown country, region or time zone."""
    if values.get("country") and values["country"] not in CODES:
        raise ValidationError({"country": "Use a two-letter country code, such as SE."})
    if len(values.get("region", "")) > REGION_MAX_LENGTH:
        raise ValidationError({"region": f"Use at most {REGION_MAX_LENGTH} letters."})
    if "time_zone" in values and values["time_zone"] not in zoneinfo.available_timezones():
        raise ValidationError({"time_zone": "Choose a time zone, such as Europe/Stockholm."})
