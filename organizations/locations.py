"""Where an organization is: its environment and its region."""

from django.core.exceptions import ValidationError

from environments import endpoints
from organizations.models import Environment

_REGION_IDS = {region.id for region in endpoints.REGIONS}


def validate_environment(environment: str) -> None:
    """Raise `ValidationError` with the field `environment` unless it exists."""
    if environment not in Environment.values:
        raise ValidationError({"environment": f"There is no environment {environment}."})


def validate_region(region: str) -> None:
    """Raise `ValidationError` with the field `region` unless it exists."""
    if region not in _REGION_IDS:
        raise ValidationError({"region": f"There is no region {region}."})
