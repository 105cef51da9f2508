"""Linking of a Staging organization to the Production organization that it is restored from."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.operators import Actor
from organizations.models import Environment, Organization, StagingPair


def link(
    *, staging: Organization, production: Organization, by: Actor | None = None
) -> tuple[StagingPair, bool]:
    """Return the pair of the two organizations, and whether this call created it.

    Raises:
        ValidationError: if an environment is wrong, the regions differ, or either is linked to another.
    """
    if staging.environment != Environment.STAGING:
        raise ValidationError(f"{staging.pk} is in {staging.environment}, not in Staging.")
    if production.environment != Environment.PRODUCTION:
        raise ValidationError(f"{production.pk} is in {production.environment}, not in Production.")
    if staging.region != production.region:
        raise ValidationError(f"{staging.pk} and {production.pk} are in different regions.")
    try:
        with transaction.atomic():
            pair, new = StagingPair.objects.get_or_create(staging=staging, production=production)
            if new:
                audit_log.record(
                    Event.STAGING_PAIR_LINKED,
                    by=by,
                    target=staging,
                    organization=staging.pk,
                    production=production.pk,
                )
    except IntegrityError as error:
        raise ValidationError(
            f"{staging.pk} or {production.pk} is already linked to another organization."
        ) from error
    return pair, new
