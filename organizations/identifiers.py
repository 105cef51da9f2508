"""IDs of organizations: which ones users may choose, and how the portal generates one."""

import re
import secrets
import string
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.db.models.functions import Lower

from environments import endpoints
from organizations.models import ID_MAX_LENGTH, STAGING_SUFFIX, Environment, Organization
from organizations.models.organization import MARKETPLACE_ID

# Words that take the place of an ID in URLs.
RESERVED_IDS = {"new", "connect", "console", "requests"}
TOO_LONG = f"Use at most {ID_MAX_LENGTH} characters."
ALPHABET = string.ascii_letters + string.digits


def generate() -> str:
    """Return sixteen random letters and digits, as OrderCloud's own tools generate them."""
    return "".join(secrets.choice(ALPHABET) for _ in range(16))


def taken() -> ValidationError:
    """Return the error for an ID that another organization has, with the field `id` and the code "taken"."""
    return ValidationError({"id": ValidationError("This ID is taken.", code="taken")})


def is_generated(organization_id: str) -> bool:
    """Return whether an ID has the form of those that `generate` returns."""
    return re.fullmatch(r"[A-Za-z0-9]{16}", organization_id) is not None


def validate(
    organization_id: str,
    *,
    allow_staging_suffix: bool = False,
    environment: str = Environment.SANDBOX,
    region: str = endpoints.DEFAULT_REGION,
) -> None:
    """Check an ID for a new organization: its characters, its length, and whether it is free.

    The ID of a deleted organization stays taken until it is purged.

    Args:
        allow_staging_suffix: whether it may end like the ID of a Staging organization, which users must not
            choose because the portal gives it to the Staging organization of a pair.
        environment: with `region`, where no other organization may have the same marketplace.

    Raises:
        ValidationError: with the field `id`.
    """
    validate_characters(organization_id)
    if not allow_staging_suffix and organization_id.lower().endswith(STAGING_SUFFIX.lower()):
        raise ValidationError({"id": f"IDs can't end in {STAGING_SUFFIX}."})
    if organization_id not in free([organization_id], environment, region):
        raise taken()


def validate_characters(organization_id: str) -> None:
    """Check the characters and the length of an ID, before a query or a URL may contain it.

    Raises:
        ValidationError: with the field `id`.
    """
    if not re.fullmatch(r"[A-Za-z0-9_-]+", organization_id):
        raise ValidationError({"id": "Use letters A to Z, digits, dashes and underscores only."})
    if not re.search(r"[A-Za-z0-9]", organization_id):
        raise ValidationError({"id": "Use at least one letter or digit."})
    if len(organization_id) > ID_MAX_LENGTH:
        raise ValidationError({"id": TOO_LONG})


def free(candidates: Collection[str], environment: str, region: str) -> set[str]:
    """Return those IDs that neither an organization has nor the portal keeps for itself, by one query.

    Two organizations of one environment and region can't have the same marketplace, such as X and X_Sandbox.
    """
    marketplaces = {candidate: _marketplace_id(candidate).lower() for candidate in candidates}
    same_place = Q(environment=environment, region=region, lower_marketplace__in=set(marketplaces.values()))
    found = (
        Organization.objects.alias(lower_id=Lower("pk"), lower_marketplace=Lower(MARKETPLACE_ID))
        .filter(Q(lower_id__in={candidate.lower() for candidate in candidates}) | same_place)
        .only("pk", "environment", "region")
    )
    used_ids, used_marketplaces = set(RESERVED_IDS), set()
    for organization in found:
        used_ids.add(organization.pk.lower())
        if (organization.environment, organization.region) == (environment, region):
            used_marketplaces.add(organization.marketplace_id.lower())
    return {
        candidate
        for candidate, marketplace in marketplaces.items()
        if candidate.lower() not in used_ids and marketplace not in used_marketplaces
    }


def _marketplace_id(organization_id: str) -> str:
    return Organization(id=organization_id).marketplace_id
