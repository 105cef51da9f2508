"""Calls of the Staging Restore Webhook that somebody asks for: a test, and a delivery once more.

Each is a row first and made by a worker, so that no page waits for a receiver. Every one is counted: a
receiver is not called more often than `MAX_REQUESTS` a minute because somebody presses a button.
"""

import math
from datetime import timedelta

from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from lib import clock
from lib.background import enqueue_on_commit
from organizations.access import require
from organizations.permissions import Can
from organizations.restores.models import StagingRestoreWebhook, WebhookDelivery
from organizations.restores.webhook.delivery import DELIVER, MESSAGE_DURATION, write_delivery

MAX_REQUESTS = 5
REQUESTS_INTERVAL = timedelta(minutes=1)


class TooManyRequests(Exception):
    """The calls of this minute are used up; `retry_after` seconds from now there are more."""

    def __init__(self, retry_after: int):
        self.retry_after = retry_after
        super().__init__(f"At most {MAX_REQUESTS} calls a minute. Try again in {retry_after} s.")


def send_test(webhook: StagingRestoreWebhook, *, by: User | None) -> WebhookDelivery:
    """Asks for one call as after a restore, with `Test` true, and returns the delivery, not yet made.

    Raises `PermissionDenied` and `TooManyRequests`.
    """
    require(by, Can.RESTORE, webhook.organization)
    now = clock.now()
    with transaction.atomic():
        _count(webhook)
        delivery = write_delivery(webhook, now, now, test=True)
        _record(Event.RESTORE_WEBHOOK_TESTED, delivery, by)
        _enqueue(delivery)
    return delivery


def redeliver(delivery: WebhookDelivery, *, by: User | None) -> None:
    """Begins the tries of a delivery anew. Raises `PermissionDenied` and `TooManyRequests`."""
    require(by, Can.RESTORE, delivery.webhook.organization)
    with transaction.atomic():
        _count(delivery.webhook)
        WebhookDelivery.objects.filter(pk=delivery.pk).update(attempt_count=0, next_attempt_at=clock.now())
        _record(Event.RESTORE_WEBHOOK_REDELIVERED, delivery, by)
        _enqueue(delivery)


def _count(webhook: StagingRestoreWebhook) -> None:
    now = clock.now()
    row = StagingRestoreWebhook.objects.select_for_update().get(pk=webhook.pk)
    if row.requests_window_started_at is None or now - row.requests_window_started_at >= REQUESTS_INTERVAL:
        row.requests_window_started_at, row.requests_in_window = now, 0
    if row.requests_in_window >= MAX_REQUESTS:
        left = row.requests_window_started_at + REQUESTS_INTERVAL - now
        raise TooManyRequests(math.ceil(left.total_seconds()))
    row.requests_in_window += 1
    row.save(update_fields=["requests_window_started_at", "requests_in_window"])


def _record(event: Event, delivery: WebhookDelivery, by: User | None) -> None:
    audit_log.record(
        event,
        by=by,
        target=delivery.webhook,
        organization=delivery.webhook.organization_id,
        delivery=delivery.event_id,
    )


def _enqueue(delivery: WebhookDelivery) -> None:
    enqueue_on_commit(DELIVER, delivery.pk, expires=MESSAGE_DURATION.total_seconds())
