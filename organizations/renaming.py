"""Renaming of organizations."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.operators import Actor
from organizations import names
from organizations.access import require
from organizations.locking import locked
from organizations.models import Organization
from organizations.permissions import Can


def rename(organization: Organization, name: str, *, by: Actor) -> None:
    """Rename an organization.

    Raises:
        PermissionDenied: if the user may not rename it.
        ValidationError: with the field `name`; without a field, if the organization is deleted.
    """
    require(by, Can.RENAME, organization)
    name = names.validate(name)
    with transaction.atomic():
        (stored,) = locked([organization])
        # It may have been transferred or deleted since it was read.
        if stored.deleted_at:
            raise ValidationError(f"{stored.pk} is deleted.")
        require(by, Can.RENAME, stored)
        before, organization.name = stored.name, name
        if name == before:
            return
        organization.save(update_fields=["name"])
        audit_log.record(
            Event.ORGANIZATION_RENAMED,
            by=by,
            target=organization,
            organization=organization.pk,
            before=before,
            after=name,
        )
