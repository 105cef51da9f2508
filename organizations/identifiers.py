"""Ids of organizations: what people may choose, and what the portal makes up."""

import re
import secrets
import string

from django.core.exceptions import ValidationError

from organizations.models import STAGING_SUFFIX, Organization

LONGEST = 100
# Words that stand in addresses where an id could.
RESERVED = {"new", "console"}
ALPHABET = string.ascii_letters + string.digits


def generated() -> str:
    """Sixteen letters and digits at random, as OrderCloud's own tools make them."""
    return "".join(secrets.choice(ALPHABET) for _ in range(16))


def check(organization_id: str, *, as_half: bool = False) -> None:
    """Raises `ValidationError` for an id that cannot be: its characters, its length, taken or reserved.

    The suffix of the Staging half is the portal's to give (`as_half`), not people's to choose. The id
    of a deleted organization stays taken until it is purged.
    """
    if not re.fullmatch(r"[A-Za-z0-9_-]+", organization_id):
        raise ValidationError({"id": "Use letters A to Z, digits, dashes and underscores only."})
    if len(organization_id) > LONGEST:
        raise ValidationError({"id": f"At most {LONGEST} characters."})
    if not as_half and organization_id.lower().endswith(STAGING_SUFFIX.lower()):
        raise ValidationError(
            {"id": f"Ids that end in {STAGING_SUFFIX} belong to Staging halves. Choose another end."}
        )
    if (
        organization_id.lower() in RESERVED
        or Organization.objects.filter(pk__iexact=organization_id).exists()
    ):
        raise ValidationError({"id": "That id is taken."})
