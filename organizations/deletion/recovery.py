"""Undoing a deletion: by the former owner within seven days, by operators until the purge."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from accounts.operators import Actor, Operator
from environments.ordercloud.errors import Unreachable
from lib import clock
from organizations import quotas
from organizations.connections import provisioning
from organizations.deletion.purging import can_purge, is_being_purged
from organizations.deletion.retention import RETENTION, recoverable
from organizations.locking import locked
from organizations.models import Environment, Organization, StagingPair
from organizations.staging_pairs import pair_of


@dataclass(frozen=True)
class Recoverable:
    """A deleted organization that its former owner can restore.

    Attributes:
        organization: what to restore; of a pair that was deleted together, Production.
        staging: the Staging that was deleted with it, which is restored with it.
        until: when it is purged.
        refusal: why it can't be restored now, with what to do; "" if it can.
    """

    organization: Organization
    staging: Organization | None
    until: datetime
    refusal: str


def recoverable_for(user: User) -> list[Recoverable]:
    """Return what `user` owned when it was deleted and can restore, the latest deletion first."""
    deleted = list(Organization.objects.filter(recoverable(), owner=user).order_by("-deleted_at", "id"))
    by_id = {organization.pk: organization for organization in deleted}
    pairs = StagingPair.objects.filter(production__in=by_id, staging__in=by_id)
    staging_of = {
        pair.production_id: by_id[pair.staging_id]
        for pair in pairs
        if by_id[pair.production_id].deleted_at == by_id[pair.staging_id].deleted_at
    }
    included = {staging.pk for staging in staging_of.values()}
    free = _free_sandboxes(user) if deleted else 0
    return [
        Recoverable(
            organization,
            staging_of.get(organization.pk),
            organization.deleted_at + RETENTION,
            _refusal(organization, staging_of.get(organization.pk), free),
        )
        for organization in deleted
        if organization.pk not in included and organization.deleted_at
    ]


def _refusal(organization: Organization, staging: Organization | None, free: int) -> str:
    """Return what `undelete` would say without a look at OrderCloud; "" if it would restore."""
    together = [organization, staging] if staging else [organization]
    try:
        _require_production(together)
        _require_free(together, free)
    except ValidationError as error:
        return str(error.messages[0])
    return ""


def recoverable_or_none(user: User, organization_id: str) -> Organization | None:
    """Return the deleted organization with that ID, in any case of letters, if `user` can restore it."""
    return Organization.objects.filter(recoverable(), owner=user, pk__iexact=organization_id).first()


def deleted_together(organization: Organization) -> list[Organization]:
    """Return a deleted `organization`, and the other of its pair if the same deletion included it."""
    pair = pair_of(organization)
    if pair is None:
        return [organization]
    both = [pair.production, pair.staging]
    same = all(
        item.deleted_at == organization.deleted_at and item.owner_id == organization.owner_id for item in both
    )
    return both if same else [organization]


def undelete(organization: Organization, *, by: Actor) -> list[Organization]:
    """Undo a deletion that is not purged yet, and return what was restored, including the rest of the pair.

    The pair's restore schedule is unchanged.

    Raises:
        PermissionDenied: for everyone but the former owner and operators.
        ValidationError: if the organization is not deleted, its marketplace is purged, its Production is
            deleted and stays so, or the former owner has no quota left for it.
    """
    together = deleted_together(organization)
    for item in together:
        _require_marketplace(item)
    if not isinstance(by, Operator):
        _require_production(together)
    with transaction.atomic():
        undeleted = locked(together)
        for item in undeleted:
            if not isinstance(by, Operator) and item.owner_id != by.pk:
                raise PermissionDenied("Only the former owner can restore an organization.")
            if item.deleted_at is None:
                raise ValidationError(f"{item.pk} isn't deleted.")
            if not isinstance(by, Operator) and item.deleted_at <= clock.now() - RETENTION:
                raise ValidationError(f"{item.pk} was deleted more than 7 days ago, so it can't be restored.")
            if is_being_purged(item):
                raise ValidationError(f"{item.pk} is being purged, so it can't be restored.")
        if not isinstance(by, Operator):
            _require_quota(undeleted, by)
        for item in undeleted:
            item.deleted_at = item.purge_failed_since = item.purging_since = None
            item.purge_failure = ""
            item.save(update_fields=["deleted_at", "purge_failed_since", "purge_failure", "purging_since"])
            audit_log.record(Event.ORGANIZATION_RESTORED, by=by, target=item, organization=item.pk)
    return undeleted


def _require_marketplace(organization: Organization) -> None:
    """Require that an interrupted purge left the marketplace; an unreachable one counts as existing."""
    interrupted = organization.purge_failed_since or organization.purging_since
    if not interrupted or is_being_purged(organization) or not can_purge(organization):
        return
    try:
        exists = provisioning.exists(organization)
    except Unreachable:
        return
    if not exists:
        raise ValidationError(f"{organization.pk} is purged on OrderCloud already, so it can't be restored.")


def _require_production(together: list[Organization]) -> None:
    """Require that no Staging comes back while its Production is deleted: the purge would unlink it."""
    if len(together) > 1 or together[0].environment != Environment.STAGING:
        return
    pair = pair_of(together[0])
    if pair is None or pair.production.deleted_at is None:
        return
    if pair.production.owner_id != together[0].owner_id:
        raise ValidationError(
            f"The Production organization of {together[0].pk} is deleted. Ask an operator to restore both."
        )
    raise ValidationError(f"{pair.production_id} is deleted. Restore it before {together[0].pk}.")


def _require_quota(undeleted: list[Organization], owner: User) -> None:
    quotas.lock_for(owner)
    _require_free(undeleted, _free_sandboxes(owner))


def _free_sandboxes(owner: User) -> int:
    """Return how many more Sandbox organizations the owner may have; less than none after a cut."""
    return quotas.quota_of(owner).sandbox_organizations - quotas.sandbox_organizations_of(owner)


def _require_free(undeleted: list[Organization], free: int) -> None:
    sandboxes = sum(item.environment == Environment.SANDBOX for item in undeleted)
    if sandboxes and sandboxes > free:
        raise ValidationError(
            f"You've used your quota of Sandbox organizations. Delete one to restore {undeleted[0].pk}, "
            "or ask an operator for more."
        )
