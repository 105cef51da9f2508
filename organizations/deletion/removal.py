"""Deletion of an organization, which hides it from everyone immediately."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.operators import Actor, Operator
from lib import clock
from organizations.access import require
from organizations.deletion.mail import send_deleted
from organizations.deletion.tokens import revoke_on_commit
from organizations.locking import locked
from organizations.models import Organization, StagingPair
from organizations.permissions import Can


class StagingExists(ValidationError):
    """A Production organization can't be deleted while its Staging exists; the message says what to do."""


def affected(organization: Organization, *, by: Actor) -> list[Organization]:
    """Return what `by` can delete together: `organization`, and the Staging of a Production one.

    A Staging organization that the user may not delete is left out.
    """
    staging = _staging_of(organization)
    return [organization, staging] if staging and _may_delete(by, staging) else [organization]


def blocking_staging(organization: Organization, *, by: Actor, with_staging: bool) -> str:
    """Return the sentence that says why Staging prevents the deletion of `organization`; empty if it doesn't.

    It tells nothing about a Staging organization that the user may not delete.
    """
    staging = _staging_of(organization)
    if staging is None:
        return ""
    if not _may_delete(by, staging):
        return (
            f"{organization.pk} is linked to a Staging organization that you can't delete. "
            f"Unlink it in Settings, then delete {organization.pk}."
        )
    if with_staging:
        return ""
    return (
        f"{organization.pk} can't be deleted while {staging.pk} exists. Delete both, or {staging.pk} first."
    )


def delete(organization: Organization, *, by: Actor, with_staging: bool = False) -> list[Organization]:
    """Delete an organization, and return what was deleted.

    Running restores of the pair stop, and tokens end where the platform can revoke them. The owner is
    emailed.

    Args:
        with_staging: whether the Staging of a Production organization is deleted with it.

    Raises:
        PermissionDenied: for everyone but the owner and operators.
        StagingExists: for a Production organization whose Staging would remain.
        ValidationError: if it is deleted already.
    """
    require(by, Can.DELETE, organization)
    with transaction.atomic():
        stored, *others = locked(affected(organization, by=by) if with_staging else [organization])
        if stored.deleted_at:
            raise ValidationError(f"{stored.pk} is deleted already.")
        deleted = [stored, *(item for item in others if not item.deleted_at)]
        for item in deleted:
            require(by, Can.DELETE, item)  # again, for the owner may have changed meanwhile
        if problem := blocking_staging(organization, by=by, with_staging=with_staging):
            raise StagingExists(problem)
        deleted_at = clock.now()
        for item in deleted:
            item.deleted_at = deleted_at
            item.save(update_fields=["deleted_at"])
            audit_log.record(Event.ORGANIZATION_DELETED, by=by, target=item, organization=item.pk)
            revoke_on_commit(item)
        send_deleted(deleted, by=by)
    organization.deleted_at = deleted_at
    return deleted


def _staging_of(organization: Organization) -> Organization | None:
    pairs = StagingPair.objects.filter(production=organization, staging__deleted_at=None)
    pair = pairs.select_related("staging").first()
    return pair.staging if pair else None


def _may_delete(actor: Actor, organization: Organization) -> bool:
    return isinstance(actor, Operator) or actor.has_perm(Can.DELETE, organization)
