"""What a user requests: name, ID, region, go-live date and reason, and the rules for each."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.models import User
from lib import clock
from lib.plain_text import check_field, check_storable
from organizations import identifiers, locations, names
from organizations.models import (
    ID_MAX_LENGTH,
    REASON_MAX_LENGTH,
    SANDBOX_SUFFIX,
    STAGING_SUFFIX,
    Environment,
    Organization,
    OrganizationQuerySet,
    ProductionRequest,
)

# Staging's ID is longer by its suffix.
MAX_ID_LENGTH = ID_MAX_LENGTH - len(STAGING_SUFFIX)
# The fields of a request that its requester fills in.
FIELDS = ("name", "organization_id", "region", "built_in", "go_live_date", "reason")


@dataclass(frozen=True)
class RequestDetails:
    """What a request asks for; `built_in` is the Sandbox organization that shows what is ready."""

    name: str
    organization_id: str
    reason: str
    region: str = "usw"
    built_in: Organization | None = None
    go_live_date: date | None = None


def sandboxes_of(user: User) -> OrganizationQuerySet:
    """Return the organizations in which a user may have built what they want to go live with."""
    return Organization.objects.active().filter(owner=user, environment=Environment.SANDBOX)


def validate(
    details: RequestDetails, by: User, *, current: ProductionRequest | None = None
) -> RequestDetails:
    """Return `details` in the form in which it is stored.

    Args:
        current: the request that it changes, which does not stand in its own way.

    Raises:
        ValidationError: with the fields of `FIELDS`.
    """
    locations.validate_region(details.region)
    checked = replace(
        details,
        name=names.validate(details.name),
        organization_id=validate_id(details.organization_id, details.region, current=current),
        reason=_validate_reason(details.reason),
    )
    if details.built_in and not sandboxes_of(by).filter(pk=details.built_in.pk).exists():
        raise ValidationError({"built_in": "Choose one of your Sandbox organizations."})
    if details.go_live_date and details.go_live_date < timezone.localdate(clock.now()):
        raise ValidationError({"go_live_date": "Choose today or a later date."})
    return checked


def validate_id(organization_id: str, region: str, *, current: ProductionRequest | None = None) -> str:
    """Return the ID if it is free for a Production organization, and with its suffix for Staging.

    Raises:
        ValidationError: with the field `organization_id`; its code is "taken" where another ID helps.
    """
    organization_id = organization_id.strip()
    try:
        _check_id(organization_id, region, current)
    except ValidationError as error:
        errors = error.error_dict["id"] if hasattr(error, "error_dict") else error.error_list
        raise ValidationError({"organization_id": errors}) from error
    return organization_id


def free_ids(candidates: Collection[str], *, region: str) -> set[str]:
    """Return those IDs that are free in Production, and with their suffix in Staging, and not requested."""
    possible = [id for id in candidates if len(id) <= MAX_ID_LENGTH and not _is_sandbox_id(id)]
    open_requests = ProductionRequest.objects.filter(status__in=ProductionRequest.OPEN)
    same_ids = open_requests.alias(lower_id=Lower("organization_id")).filter(
        lower_id__in={id.lower() for id in possible}
    )
    requested = {id.lower() for id in same_ids.values_list("organization_id", flat=True)}
    free_in_staging = identifiers.free([id + STAGING_SUFFIX for id in possible], Environment.STAGING, region)
    return {
        id
        for id in identifiers.free(possible, Environment.PRODUCTION, region)
        if id + STAGING_SUFFIX in free_in_staging and id.lower() not in requested
    }


def _is_sandbox_id(organization_id: str) -> bool:
    return organization_id.lower().endswith(SANDBOX_SUFFIX.lower())


def _check_id(organization_id: str, region: str, current: ProductionRequest | None) -> None:
    if not organization_id:
        raise ValidationError("Enter an ID.")
    if len(organization_id) > MAX_ID_LENGTH:
        raise ValidationError(f"Use at most {MAX_ID_LENGTH} characters. Staging's ID adds {STAGING_SUFFIX}.")
    identifiers.validate(organization_id, environment=Environment.PRODUCTION, region=region)
    if _is_sandbox_id(organization_id):
        raise ValidationError(f"IDs in Production can't end in {SANDBOX_SUFFIX}.")
    staging_id = organization_id + STAGING_SUFFIX
    if not identifiers.free([staging_id], Environment.STAGING, region):
        raise ValidationError(f"{staging_id} is taken.", code="taken")
    requests = ProductionRequest.objects.filter(
        organization_id__iexact=organization_id, status__in=ProductionRequest.OPEN
    )
    if current:
        requests = requests.exclude(pk=current.pk)
    if requests.exists():
        raise ValidationError(f"{organization_id} is already requested.", code="taken")


def _validate_reason(reason: str) -> str:
    reason = normalize(reason)
    if not reason:
        raise ValidationError({"reason": "Say why you need Production."})
    if len(reason) > REASON_MAX_LENGTH:
        raise ValidationError({"reason": f"Use at most {REASON_MAX_LENGTH:,} characters."})
    check_field("reason", reason, check_storable)
    return reason


def normalize(text: str) -> str:
    """Return a text of several lines with one character for each line break, as browsers count it."""
    return text.replace("\r\n", "\n").strip()
