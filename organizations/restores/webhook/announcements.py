"""Events of restores, announced to the event webhooks that chose them.

Call each function in the transaction of the change: then the deliveries are stored with it, exactly once.
A body has IDs, states and numbers, never values of records.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from lib import clock
from organizations.models import StagingPair
from organizations.restores.models import (
    EventWebhook,
    Restore,
    RestoreFinding,
    WebhookDelivery,
    WebhookEvent,
)
from organizations.restores.models.webhook import new_event_id
from organizations.restores.webhook import delivery

TEST = "webhook.test"
EVENTS_BY_STATE = {
    Restore.State.RUNNING: WebhookEvent.RESTORE_STARTED,
    Restore.State.FINISHED: WebhookEvent.RESTORE_FINISHED,
    Restore.State.INCOMPLETE: WebhookEvent.RESTORE_INCOMPLETE,
    Restore.State.CANCELLED: WebhookEvent.RESTORE_CANCELLED,
    Restore.State.FAILED: WebhookEvent.RESTORE_FAILED,
    Restore.State.PLANNED: WebhookEvent.PLAN_READY,
}


def announce(restore: Restore) -> None:
    """Announce the state that `restore` has now, and whether it ended with drift."""
    webhooks = _active_webhooks([restore.pair.staging_id])
    if not webhooks:
        return
    drift_count = restore.findings.filter(type=RestoreFinding.Type.DRIFT).count()
    url = _url("run", restore.pair.staging_id, restore.pk)
    data = {"Restore": _restore_data(restore, drift_count), "URL": url}
    for event in _events(restore, drift_count):
        for webhook in webhooks:
            if event in webhook.events:
                _create(webhook, event, data, restore=restore)


def announce_held(pairs: Iterable[tuple[StagingPair, datetime]]) -> None:
    """Announce that the scheduled restores of these pairs were skipped, with the slot of each."""
    slots = {pair.staging_id: slot for pair, slot in pairs}
    for webhook in _active_webhooks(slots):
        if WebhookEvent.RESTORE_HELD in webhook.events:
            organization_id = webhook.organization_id
            data = {"Slot": _iso(slots[organization_id]), "URL": _url("list", organization_id)}
            _create(webhook, WebhookEvent.RESTORE_HELD, data)


def create_test(webhook: EventWebhook) -> WebhookDelivery:
    """Create a delivery of the type `webhook.test`; it is not enqueued."""
    data = {"URL": _url("event_webhook", webhook.organization_id, webhook.pk)}
    return _create_delivery(webhook, TEST, data, is_test=True)


def _events(restore: Restore, drift_count: int) -> list[WebhookEvent]:
    state = Restore.State(restore.state)
    if state == Restore.State.FAILED and restore.started_at is None:
        return [WebhookEvent.PLAN_FAILED]
    has_drift = restore.ended_at is not None and drift_count > 0
    return [EVENTS_BY_STATE[state], *([WebhookEvent.RESTORE_DRIFT] if has_drift else [])]


def _active_webhooks(organization_ids: Iterable[str]) -> list[EventWebhook]:
    return list(EventWebhook.objects.filter(organization__in=list(organization_ids), active=True))


def _create(
    webhook: EventWebhook, event: WebhookEvent, data: dict[str, Any], *, restore: Restore | None = None
) -> None:
    delivery.enqueue(_create_delivery(webhook, event, data, restore=restore).pk)


def _create_delivery(
    webhook: EventWebhook,
    event: str,
    data: dict[str, Any],
    *,
    restore: Restore | None = None,
    is_test: bool = False,
) -> WebhookDelivery:
    body = {
        "type": event,
        "timestamp": _iso(clock.now()),
        "data": {"OrganizationID": webhook.organization_id, **data},
    }
    return delivery.create(webhook, event, new_event_id(), json.dumps(body), restore=restore, is_test=is_test)


def _restore_data(restore: Restore, drift_count: int) -> dict[str, Any]:
    return {
        "Id": restore.pk,
        "State": restore.state,
        "Trigger": restore.trigger,
        "Equal": bool(restore.equal),
        "DateStarted": _iso(restore.started_at),
        "DateEnded": _iso(restore.ended_at),
        "Reads": restore.reads,
        "Writes": restore.writes,
        "Deletes": restore.deletes,
        "Failed": restore.failed,
        "DriftCount": drift_count,
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat(timespec="milliseconds") if at else None


def _url(name: str, organization_id: str, *arguments: Any) -> str:
    return settings.SITE_URL + reverse(f"restores:{name}", args=[organization_id, *arguments])
