"""Renaming of organizations."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.operators import Actor
from environments.grants import CannotGrant
from environments.ordercloud.errors import OrderCloudError
from organizations import names
from organizations.access import require
from organizations.connections.organization_api import PlatformRefusal, call
from organizations.locking import locked
from organizations.models import Connection, Organization
from organizations.permissions import Can

NOT_RENAMED = "The hosted Portal didn't rename it."


def rename(organization: Organization, name: str, *, by: Actor) -> None:
    """Rename an organization; one that is connected by a hosted Portal account is renamed there first.

    Raises:
        PermissionDenied: if the user may not rename it.
        ValidationError: with the field `name`; without a field, if the organization is deleted.
    """
    require(by, Can.RENAME, organization)
    name = names.validate(name)
    if name != organization.name and not organization.deleted_at:
        _rename_in_hosted_portal(organization, name)
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


def _rename_in_hosted_portal(organization: Organization, name: str) -> None:
    """Rename the organization where its connection's account has it, so that both show one name.

    Raises:
        ValidationError: with the field `name`; it keeps its name in both.
    """
    connection = organization.connection
    is_account = connection.type == Connection.Type.HOSTED_PORTAL
    if not is_account or connection.status == Connection.Status.DISCONNECTED:
        return
    try:
        known = call(organization, "GET", "")
        call(organization, "PUT", "", body={**(known if isinstance(known, dict) else {}), "Name": name})
    except (CannotGrant, PlatformRefusal) as error:
        raise ValidationError({"name": f"{NOT_RENAMED} {error}"}) from error
    except OrderCloudError as error:
        raise ValidationError({"name": f"{NOT_RENAMED} {error.reason.message}"}) from error
