"""Which staging pair an organization belongs to, from either side."""

from django.core.exceptions import ValidationError

from accounts.models import User
from organizations.models import Environment, Organization, StagingPair
from organizations.permissions import Can

_SIDES = {Environment.PRODUCTION: "production", Environment.STAGING: "staging"}


def pair_of(organization: Organization) -> StagingPair | None:
    """Return the pair of a Production or Staging organization, or None when it is not linked.

    Both organizations and the owner of Staging are loaded with it, deleted ones included.
    """
    side = _SIDES.get(Environment(organization.environment))
    if side is None:
        return None
    pairs = StagingPair.objects.select_related("production", "staging__owner")
    return pairs.filter(**{side: organization}).first()


def visible_pair_of(organization: Organization, user: User) -> StagingPair | None:
    """Return the pair of `organization` if `user` may see its Staging organization, else None."""
    pair = pair_of(organization)
    return pair if pair and user.has_perm(Can.VIEW, pair.staging) else None


def restorable_pair_of(staging: Organization) -> StagingPair:
    """Return the pair of a Staging organization, with both connections loaded.

    Raises:
        ValidationError: It is not linked to a Production organization, or one of the two is deleted.
    """
    pairs = StagingPair.objects.select_related(
        "production__connection", "staging__connection", "staging__owner"
    )
    pair = pairs.filter(staging=staging).first()
    if pair is None:
        raise ValidationError(
            f"{staging.pk} isn't linked to a Production organization, so there is nothing to restore it from."
        )
    if pair.production.deleted_at or pair.staging.deleted_at:
        raise ValidationError(f"{staging.pk} or its Production organization is deleted.")
    return pair


def counterpart_of(organization: Organization, user: User) -> Organization | None:
    """Return the other organization of the pair if `user` may see it, else None."""
    pair = pair_of(organization)
    if pair is None:
        return None
    counterpart = pair.staging if organization.environment == Environment.PRODUCTION else pair.production
    return counterpart if user.has_perm(Can.VIEW, counterpart) else None
