"""Linking of a Staging organization to the Production organization that it is restored from."""

from typing import TypedDict

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.audit.events import Event
from accounts.models import User
from accounts.operators import Actor, Operator
from organizations.access import require
from organizations.models import (
    STAGING_SUFFIX,
    Connection,
    Environment,
    Organization,
    OrganizationQuerySet,
    StagingPair,
)
from organizations.pair_audit import record_in_both
from organizations.permissions import Can

MAX_LINKABLE = 200  # in a list to choose from
OTHER_SIDE = {
    Environment.PRODUCTION: Environment.STAGING,
    Environment.STAGING: Environment.PRODUCTION,
}


class Sides(TypedDict):
    """Both organizations of a pair, as `link` takes them."""

    staging: Organization
    production: Organization


def link(
    *, staging: Organization, production: Organization, by: Actor | None = None
) -> tuple[StagingPair, bool]:
    """Return the pair of the two organizations, and whether this call created it.

    Restores of organizations that are not on the emulator start only when someone turns them on.

    Raises:
        ValidationError: if an environment is wrong, the regions differ, or either is linked to another.
    """
    if staging.environment != Environment.STAGING:
        raise ValidationError(f"{staging.pk} is in {staging.environment}, not in Staging.")
    if production.environment != Environment.PRODUCTION:
        raise ValidationError(f"{production.pk} is in {production.environment}, not in Production.")
    if staging.region != production.region:
        raise ValidationError(f"{staging.pk} and {production.pk} are in different regions.")
    connections = Connection.objects.filter(organization__in=[staging, production])
    hosted = connections.exclude(type=Connection.Type.EMULATOR).exists()
    try:
        with transaction.atomic():
            pair, new = StagingPair.objects.get_or_create(
                staging=staging, production=production, defaults={"schedule_enabled": not hosted}
            )
            if new:
                record_in_both(Event.STAGING_PAIR_LINKED, production=production, staging=staging, by=by)
    except IntegrityError as error:
        raise ValidationError(
            f"{staging.pk} or {production.pk} is already linked to another organization."
        ) from error
    return pair, new


def link_by_hand(organization: Organization, other: Organization, *, by: User) -> StagingPair:
    """Link two existing organizations, and return their pair.

    Raises:
        PermissionDenied: the user may not manage the connections of both.
        ValidationError: they cannot be a pair.
    """
    for item in (organization, other):
        require(by, Can.CONNECT, item)
    return link(**sides(organization, other), by=by)[0]


def unlink(pair: StagingPair, *, by: Actor) -> None:
    """Separate the two organizations; the restores of the pair and their reports are deleted with it.

    Raises:
        PermissionDenied: the user neither manages the connections of both nor owns one.
    """
    if not can_unlink(pair, by):
        raise PermissionDenied("Only who manages both organizations, or the owner of one, can unlink them.")
    with transaction.atomic():
        record_in_both(Event.STAGING_PAIR_UNLINKED, production=pair.production, staging=pair.staging, by=by)
        pair.delete()


def can_unlink(pair: StagingPair, actor: Actor) -> bool:
    """Return whether `actor` may separate the pair."""
    if isinstance(actor, Operator):
        return True
    both = (pair.staging, pair.production)
    owns_one = any(item.owner_id == actor.pk and not item.deleted_at for item in both)
    return owns_one or all(actor.has_perm(Can.CONNECT, item) for item in both)


def sides(organization: Organization, other: Organization) -> Sides:
    """Return two organizations by the side of the pair on which they are."""
    if organization.environment == Environment.STAGING:
        return {"staging": organization, "production": other}
    return {"staging": other, "production": organization}


def counterpart_to_link(organization: Organization, user: User) -> Organization | None:
    """Return the other half of `organization` by its ID, if `user` manages that and it is not linked.

    Args:
        organization: one of `user`, saved or not.
    """
    other_id = (
        organization.marketplace_id
        if organization.environment == Environment.STAGING
        else organization.pk + STAGING_SUFFIX
    )
    other = _unlinked_counterparts(organization).filter(pk=other_id).first()
    return other if other and user.has_perm(Can.CONNECT, other) else None


def linkable(organization: Organization, owner: User) -> list[Organization]:
    """Return the organizations of `owner` that can be linked to `organization`."""
    return list(_unlinked_counterparts(organization).filter(owner=owner)[:MAX_LINKABLE])


def _unlinked_counterparts(organization: Organization) -> OrganizationQuerySet:
    environment = OTHER_SIDE.get(Environment(organization.environment))
    if environment is None:
        return Organization.objects.none()
    return Organization.objects.active().filter(
        environment=environment,
        region=organization.region,
        pair_as_production=None,
        pair_as_staging=None,
    )
