"""Creation and removal of marketplaces on the emulator, through its control API."""

from http import HTTPStatus
from typing import Any

import requests
from django.conf import settings
from django.core.exceptions import ValidationError

from environments.ordercloud.errors import Unreachable
from organizations import identifiers
from organizations.models import Organization

NOT_FOUND, NO_CONTENT = HTTPStatus.NOT_FOUND, HTTPStatus.NO_CONTENT


def can_provision() -> bool:
    """Return whether this portal can create marketplaces, for which it needs an emulator."""
    return bool(settings.EMULATOR_KEY)


def require_provisioning() -> None:
    """Raise `ValidationError` unless this portal can create marketplaces."""
    if not can_provision():
        raise ValidationError("This portal can't create organizations: no emulator is configured.")


def provision(organization: Organization) -> None:
    """Create the empty marketplace of `organization`; an existing one is unchanged."""
    require_provisioning()
    body = {"Environment": organization.environment, "Region": organization.region, "Name": organization.name}
    _control_request("PUT", organization.pk, body=body)


def exists(organization: Organization) -> bool:
    """Return whether the marketplace exists."""
    return _control_request("GET", organization.pk, allowed=(NOT_FOUND,)).status_code != NOT_FOUND


def provision_new(organization: Organization) -> None:
    """Create the marketplace of an organization that no one had before.

    An empty one without an organization remains when a creation ends between the marketplace and its row; it
    is replaced. One with records belongs to someone else, such as a connection to be made.

    Raises:
        ValidationError: with the field `id`, if the emulator has a marketplace with records by that ID.
    """
    require_provisioning()
    purge_empty(organization)
    if exists(organization):
        raise identifiers.taken()
    provision(organization)


def purge_empty(organization: Organization) -> None:
    """Remove a marketplace that a failed creation left; one with records is someone else's, and stays."""
    found = _control_request("GET", organization.pk, allowed=(NOT_FOUND,))
    if found.status_code != NOT_FOUND and found.json().get("Empty") is True:
        purge(organization)


def purge(organization: Organization) -> None:
    """Remove the marketplace with all its data; one that does not exist is no error."""
    _control_request("DELETE", organization.pk, allowed=(NOT_FOUND,))


def revoke_tokens(organization: Organization) -> None:
    """End every token of the marketplace, whoever holds it."""
    _control_request("DELETE", f"{organization.pk}/tokens", allowed=(NOT_FOUND,))


def revoke_single_tokens(organization: Organization, digests: list[str]) -> None:
    """End the tokens with these SHA-256 digests and no others."""
    body = {"Digests": digests}
    _control_request("DELETE", f"{organization.pk}/tokens", body=body, allowed=(NOT_FOUND,))


def _control_request(
    method: str, organization_id: str, *, body: dict[str, Any] | None = None, allowed: tuple[int, ...] = ()
) -> requests.Response:
    url = f"{settings.EMULATOR_URL}/_emulator/organizations/{organization_id}"
    try:
        response = requests.request(
            method,
            url,
            json=body,
            headers={"X-Emulator-Key": settings.EMULATOR_KEY},
            timeout=(3.05, 60),
        )
        if response.status_code not in allowed:
            response.raise_for_status()
    except requests.RequestException as error:
        raise Unreachable(f"The emulator couldn't complete this ({type(error).__name__}).") from error
    if not _is_of_emulator(response):
        raise Unreachable("The response came from the emulator's address, but not from the emulator.")
    return response


def _is_of_emulator(response: requests.Response) -> bool:
    """Return whether the emulator sent this, rather than a proxy or another service at its address."""
    if response.status_code == NO_CONTENT:
        return True
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return False
    return isinstance(body, dict) and ("Errors" if response.status_code == NOT_FOUND else "Id") in body
