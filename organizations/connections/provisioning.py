"""Making and purging marketplaces where the portal may: on the emulator, over its control address."""

import requests
from django.conf import settings
from django.core.exceptions import ValidationError

from environments.ordercloud.errors import Unreachable
from organizations.models import Organization


def can_provision() -> bool:
    """Whether this portal can make marketplaces at all."""
    return bool(settings.EMULATOR_KEY)


def provision(organization: Organization) -> None:
    """Makes the empty marketplace of `organization`; one that is there already stays as it is."""
    if not can_provision():
        raise ValidationError(
            "This portal cannot make organizations: no emulator is configured. Connect one that exists."
        )
    body = {"Environment": organization.environment, "Region": organization.region, "Name": organization.name}
    _control_request("PUT", organization.pk, json=body)


def purge(organization: Organization) -> None:
    """Removes the marketplace with everything in it; one that is gone already is no error."""
    _control_request("DELETE", organization.pk, allowed=(404,))


def _control_request(method: str, organization_id: str, *, allowed: tuple[int, ...] = (), **request) -> None:
    url = f"{settings.EMULATOR_URL}/_emulator/organizations/{organization_id}"
    try:
        answer = requests.request(
            method, url, headers={"X-Emulator-Key": settings.EMULATOR_KEY}, timeout=(3.05, 60), **request
        )
        if answer.status_code not in allowed:
            answer.raise_for_status()
    except requests.RequestException as error:
        raise Unreachable(f"The emulator did not carry this out ({type(error).__name__}).") from error
