"""IDs of organizations: which ones users may choose, and how the portal generates one."""

import re
import secrets
import string

from django.core.exceptions import ValidationError

from organizations.models import ID_MAX_LENGTH, STAGING_SUFFIX, Organization

# Words that take the place of an ID in URLs.
RESERVED_IDS = {"new", "connect", "console", "requests"}
ALPHABET = string.ascii_letters + string.digits


def generate() -> str:
    """Return sixteen random letters and digits, as OrderCloud's own tools generate them."""
    return "".join(secrets.choice(ALPHABET) for _ in range(16))


def validate(organization_id: str, *, allow_staging_suffix: bool = False) -> None:
    """Check an ID for a new organization: its characters, its length, and whether it is free.

    The ID of a deleted organization stays taken until it is purged.

    Args:
        allow_staging_suffix: whether it may end like the ID of a Staging organization, which users must not
            choose because the portal gives it to the Staging organization of a pair.

    Raises:
        ValidationError: with the field `id`.
    """
    if not re.fullmatch(r"[A-Za-z0-9_-]+", organization_id):
        raise ValidationError({"id": "Use letters A to Z, digits, dashes and underscores only."})
    if len(organization_id) > ID_MAX_LENGTH:
        raise ValidationError({"id": f"Use at most {ID_MAX_LENGTH} characters."})
    if not allow_staging_suffix and organization_id.lower().endswith(STAGING_SUFFIX.lower()):
        raise ValidationError({"id": f"IDs can't end in {STAGING_SUFFIX}."})
    if (
        organization_id.lower() in RESERVED_IDS
        or Organization.objects.filter(pk__iexact=organization_id).exists()
    ):
        raise ValidationError({"id": "This ID is taken."})
