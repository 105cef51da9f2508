"""Links from the audit log of an organization to the undo of its writes."""

from collections.abc import Sequence

from django.urls import reverse

from accounts.audit import links
from accounts.audit.events import Event
from accounts.models import AuditEntry, User
from console.catalogue_cache import CatalogueUnavailable, catalogue_of
from console.undo.kept_records import undoable
from organizations.models import Organization

LABEL = "Undo"


def register() -> None:
    """Register with the audit log, which must not import this layer."""
    links.register(undo_links)


def undo_links(entries: Sequence[AuditEntry], user: User) -> dict[int, tuple[str, str]]:
    """Return the address of the undo of each write that is still kept and that `user` may see."""
    kept = {
        entry.pk: entry.details["undo_id"]
        for entry in entries
        if entry.event == Event.CONSOLE_REQUEST_SENT and isinstance(entry.details.get("undo_id"), int)
    }
    if not kept:
        return {}
    organization = Organization.objects.filter(pk=entries[0].organization).first()
    if organization is None:
        return {}
    try:
        visible = undoable(user, organization, catalogue_of(organization), list(kept.values()))
    except CatalogueUnavailable:
        return {}
    return {
        pk: (LABEL, reverse("console:undo", args=[organization.pk, undo_id]))
        for pk, undo_id in kept.items()
        if undo_id in visible
    }
