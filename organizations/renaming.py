"""A new name for an organization."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from lib.plain_text import check_field
from organizations.access import require
from organizations.models import Organization
from organizations.permissions import Can


def rename(organization: Organization, name: str, *, by) -> None:
    """Renames one organization. Raises `PermissionDenied`, or `ValidationError` with the field `name`."""
    require(by, Can.RENAME, organization)
    name = name.strip()
    if not name:
        raise ValidationError({"name": "Give it a name."})
    if len(name) > 100:
        raise ValidationError({"name": "At most 100 characters."})
    check_field("name", name)
    if name == organization.name:
        return
    with transaction.atomic():
        before, organization.name = organization.name, name
        organization.save(update_fields=["name"])
        audit_log.record(
            Event.ORGANIZATION_RENAMED,
            by=by,
            target=organization,
            organization=organization.pk,
            before=before,
            after=name,
        )
