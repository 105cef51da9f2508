"""Regions, and in which of them users can create organizations."""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError

from environments import endpoints
from organizations.connections import provisioning
from organizations.models import Environment


@dataclass(frozen=True)
class RegionChoice:
    """A region for a new Sandbox organization.

    Attributes:
        host: the address of its API without the scheme.
        closed_reason: why no organization can be created there; empty for an open region.
    """

    region: endpoints.Region
    host: str
    closed_reason: str


def choices() -> list[RegionChoice]:
    """Return all regions, closed ones included, with the host that a new Sandbox organization has there."""
    result = []
    for region in endpoints.REGIONS:
        endpoint = endpoints.emulated_endpoint(settings.EMULATOR_URL, Environment.SANDBOX, region.id)
        host = endpoint.base_url.partition("://")[2]
        result.append(RegionChoice(region, host, closed_reason(region.id)))
    return result


def first_open() -> str:
    """Return the region that a form offers first: the first that is open, or the default one without any."""
    return next(
        (region.id for region in endpoints.REGIONS if not closed_reason(region.id)), endpoints.DEFAULT_REGION
    )


def closed_reason(region_id: str) -> str:
    """Return why users can't create organizations in a region; empty for an open one."""
    if not provisioning.can_provision():
        return "This portal can't create organizations."
    if region_id not in settings.SANDBOX_REGIONS:
        return "Not open on this portal."
    return ""


def require_open(region_id: str) -> None:
    """Require that users can create organizations in a region.

    Raises:
        ValidationError: with the field `region`, for one that is not open on this portal.
    """
    if provisioning.can_provision() and closed_reason(region_id):
        region = endpoints.get_region(region_id)
        raise ValidationError({"region": f"{region.name} is not open on this portal. Select another region."})
