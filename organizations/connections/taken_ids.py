"""Why an organization can't be connected under an ID that is taken here, and under which one it can."""

from django.core.exceptions import ValidationError
from django.db.models.functions import Lower

from accounts.operators import Actor, Operator
from environments.endpoints import get_region
from organizations import identifiers
from organizations.access import visible_to
from organizations.models import ID_MAX_LENGTH, SANDBOX_SUFFIX, Environment, Organization
from organizations.models.organization import MARKETPLACE_ID, OrganizationQuerySet


def refusal(organization: Organization, *, by: Actor | None) -> ValidationError:
    """Return the error for an unsaved organization whose ID or marketplace is taken, with the field `id`.

    Args:
        by: who connects it; what they may not see here is not described.
    """
    if holder := _holder_of_marketplace(organization):
        return _error(_same_marketplace(organization, holder))
    is_reserved = organization.pk.lower() in identifiers.RESERVED_IDS
    if is_reserved:
        problem = (
            f"The portal uses {organization.pk} in its own addresses, so no organization can have this ID."
        )
    else:
        problem = "Another organization has this ID here."
    if other_id := _other_id(organization):
        return _error(f"{problem} Enter {other_id} instead.")
    return _error(problem if is_reserved else _held_by_another(organization, by))


def _holder_of_marketplace(organization: Organization) -> Organization | None:
    same_place = Organization.objects.filter(environment=organization.environment, region=organization.region)
    marketplaces = same_place.alias(marketplace=Lower(MARKETPLACE_ID))
    return marketplaces.filter(marketplace=organization.marketplace_id.lower()).first()


def _same_marketplace(organization: Organization, holder: Organization) -> str:
    if holder.deleted_at:
        return f"{organization.pk} was deleted here less than 7 days ago. Its owner can restore it."
    return f"{organization.pk} is already on this portal. Ask its owner for access."


def _other_id(organization: Organization) -> str:
    """Return a free ID with the same marketplace; only Sandbox has two, X and X_Sandbox."""
    if organization.environment != Environment.SANDBOX:
        return ""
    base = organization.pk.removesuffix(SANDBOX_SUFFIX)
    others = [
        id for id in (base, base + SANDBOX_SUFFIX) if id != organization.pk and len(id) <= ID_MAX_LENGTH
    ]
    free = identifiers.free(others, organization.environment, organization.region)
    return next(iter(free), "")


def _held_by_another(organization: Organization, by: Actor | None) -> str:
    """Say that an organization of another place has the ID, and which one to who may see it."""
    holder = _visible(by).filter(pk__iexact=organization.pk).first()
    if holder is None:
        return f"Another organization on this portal has the ID {organization.pk}. An operator can help."
    region = get_region(holder.region).name
    return (
        f"{holder.pk} is already the ID of a {holder.environment} organization in {region} on this portal, "
        "and an ID exists here once. An operator can help."
    )


def _visible(by: Actor | None) -> OrganizationQuerySet:
    if by is None:
        return Organization.objects.none()
    return Organization.objects.all() if isinstance(by, Operator) else visible_to(by)


def _error(message: str) -> ValidationError:
    return ValidationError({"id": message})
