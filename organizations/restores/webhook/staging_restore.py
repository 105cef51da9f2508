"""Calls of the staging restore webhook after a restore, as OrderCloud makes them."""

import json
from datetime import datetime

from lib import clock
from organizations.restores.models import Restore, StagingRestoreWebhook, WebhookDelivery
from organizations.restores.models.webhook import new_event_id
from organizations.restores.webhook import delivery

EVENT = "StagingRestore"


def announce(restore: Restore) -> WebhookDelivery | None:
    """Create the delivery for `restore`, or return None if the webhook is off.

    Call it in the run's last transaction.
    """
    webhook = StagingRestoreWebhook.objects.filter(organization=restore.pair.staging, active=True).first()
    if webhook is None or restore.started_at is None or restore.ended_at is None:
        return None
    return create_delivery(webhook, restore.started_at, restore.ended_at, restore=restore)


def create_test(webhook: StagingRestoreWebhook) -> WebhookDelivery:
    """Create a delivery as after a restore, with `Test` true."""
    now = clock.now()
    return create_delivery(webhook, now, now, is_test=True)


def create_delivery(
    webhook: StagingRestoreWebhook,
    started_at: datetime,
    ended_at: datetime,
    *,
    restore: Restore | None = None,
    is_test: bool = False,
) -> WebhookDelivery:
    """Create the delivery of a restore that ran between these times."""
    event_id = new_event_id()
    body = {
        "Event": EVENT,
        "MarketplaceID": webhook.organization.marketplace_id,
        "OrganizationID": webhook.organization.pk,
        "Environment": webhook.organization.environment,
        "RegionID": webhook.organization.region,
        "DateStarted": started_at.isoformat(timespec="milliseconds"),
        "DateCompleted": ended_at.isoformat(timespec="milliseconds"),
        "Test": is_test,
        "LogID": event_id,
    }
    return delivery.create(webhook, EVENT, event_id, json.dumps(body), restore=restore, is_test=is_test)
