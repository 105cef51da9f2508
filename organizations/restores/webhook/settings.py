"""Settings of the staging restore webhook: its URL, its hash key and whether it is on."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from lib import clock, outbound
from organizations.access import require
from organizations.models import Organization
from organizations.permissions import Can
from organizations.restores.models import StagingRestoreWebhook


def configure(
    organization: Organization, url: str, hash_key: str | None = None, *, by: User
) -> StagingRestoreWebhook:
    """Set the URL and the key that signs its calls, and turn the webhook on; None leaves the current key.

    Raises:
        PermissionDenied: The user is neither the owner nor an admin.
        ValidationError: The URL may not be called; with the field `url`.
    """
    require(by, Can.RESTORE, organization)
    url = url.strip()
    check_url(url)
    changes = {"url": url, "active": True, "updated_at": clock.now()}
    if hash_key is not None:
        changes["hash_key"] = hash_key
    with transaction.atomic():
        webhook, _new = StagingRestoreWebhook.objects.update_or_create(
            organization=organization, defaults=changes
        )
        audit_log.record(
            Event.RESTORE_WEBHOOK_CONFIGURED, by=by, target=webhook, organization=organization.pk, url=url
        )
    return webhook


def disable(webhook: StagingRestoreWebhook, *, by: User) -> None:
    """Turn the webhook off. The URL and the key are kept.

    Raises:
        PermissionDenied: The user is neither the owner nor an admin.
    """
    require(by, Can.RESTORE, webhook.organization)
    with transaction.atomic():
        webhook.active, webhook.updated_at = False, clock.now()
        webhook.save(update_fields=["active", "updated_at"])
        audit_log.record(
            Event.RESTORE_WEBHOOK_DISABLED, by=by, target=webhook, organization=webhook.organization_id
        )


def reveal_hash_key(webhook: StagingRestoreWebhook, *, by: User) -> str:
    """Return the key that signs the calls, empty if there is none; the audit log records that it was seen.

    Raises:
        PermissionDenied: The user is neither the owner nor an admin.
    """
    require(by, Can.RESTORE, webhook.organization)
    if webhook.hash_key:
        audit_log.record(
            Event.RESTORE_WEBHOOK_KEY_SHOWN, by=by, target=webhook, organization=webhook.organization_id
        )
    return webhook.hash_key


def check_url(url: str) -> None:
    """Check that a URL may be called.

    Raises:
        ValidationError: It may not; with the field `url`.
    """
    try:
        outbound.check_url(url)
    except ValidationError as error:
        raise ValidationError({"url": error.messages[0]}) from error
