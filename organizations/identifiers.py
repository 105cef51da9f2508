"""Ids of organizations: what people may choose, and what the portal makes up."""

import re
import secrets
import string

from django.core.exceptions import ValidationError

from organizations.models import STAGING_SUFFIX, Organization

MAX_LENGTH = 100
# Words that stand in addresses where an id could.
RESERVED_IDS = {"new", "console"}
ALPHABET = string.ascii_letters + string.digits


def generate() -> str:
    """Sixteen letters and digits at random, as OrderCloud's own tools make them."""
    return "".join(secrets.choice(ALPHABET) for _ in range(16))


def validate(organization_id: str, *, allow_staging_suffix: bool = False) -> None:
    """Raises `ValidationError` for an id that cannot be: its characters, its length, taken or reserved.

    The suffix of the Staging half is the portal's to give (`as_half`), not people's to choose. The id
    of a deleted organization stays taken until it is purged.
    """
    if not re.fullmatch(r"[A-Za-z0-9_-]+", organization_id):
        raise ValidationError({"id": "Use letters A to Z, digits, dashes and underscores only."})
    if len(organization_id) > MAX_LENGTH:
        raise ValidationError({"id": f"At most {MAX_LENGTH} characters."})
    if not allow_staging_suffix and organization_id.lower().endswith(STAGING_SUFFIX.lower()):
        raise ValidationError(
            {"id": f"Ids that end in {STAGING_SUFFIX} belong to Staging halves. Choose another end."}
        )
    if (
        organization_id.lower() in RESERVED_IDS
        or Organization.objects.filter(pk__iexact=organization_id).exists()
    ):
        raise ValidationError({"id": "That id is taken."})
