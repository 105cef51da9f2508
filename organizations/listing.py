"""Organizations as operators list them, over all owners."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q

from organizations.models import Organization, OrganizationQuerySet


def find(
    *, environment: str = "", region: str = "", owner: str = "", search: str = "", deleted: bool = False
) -> OrganizationQuerySet:
    """Return the organizations that match all filters, by ID.

    Args:
        owner: a username, in any case of letters.
        search: words that the name or the ID contains.
        deleted: whether to return those that are deleted and not purged yet, instead of the others.
    """
    found = Organization.objects.exclude(deleted_at=None) if deleted else Organization.objects.active()
    if environment:
        found = found.filter(environment=environment)
    if region:
        found = found.filter(region=region)
    if owner:
        found = found.filter(owner__username__iexact=owner)
    for word in search.split():
        found = found.filter(Q(pk__icontains=word) | Q(name__icontains=word))
    return found.order_by("pk")


def as_dicts(organizations: OrganizationQuerySet) -> list[dict[str, Any]]:
    """Return one dict for each organization, for JSON; the keys are the same in every version."""
    rows = organizations.select_related("owner", "connection", "pair_as_production", "pair_as_staging")
    return [_as_dict(organization) for organization in rows]


def _as_dict(organization: Organization) -> dict[str, Any]:
    connection = _related(organization, "connection")
    pair_as_production = _related(organization, "pair_as_production")
    pair_as_staging = _related(organization, "pair_as_staging")
    return {
        "id": organization.pk,
        "name": organization.name,
        "environment": organization.environment,
        "region": organization.region,
        "owner": organization.owner.username,
        "created_at": _iso(organization.created_at),
        "deleted_at": _iso(organization.deleted_at),
        "connection": connection.type if connection else None,
        "status": connection.status if connection else None,
        "staging": pair_as_production.staging_id if pair_as_production else None,
        "production": pair_as_staging.production_id if pair_as_staging else None,
    }


def _related(organization: Organization, name: str) -> Any:
    """Return the row of a one-to-one relation, or None."""
    try:
        return getattr(organization, name)
    except ObjectDoesNotExist:
        return None


def _iso(value: datetime | None) -> str | None:
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if value else None
