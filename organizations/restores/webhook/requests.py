"""Calls of the staging restore webhook that users request: a test, and a delivery sent again.

A worker makes the calls, so that no page waits for a receiver. At most `MAX_REQUESTS` a minute can be
requested for an organization.
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
from organizations.restores.webhook.delivery import DELIVER_TASK, MESSAGE_DURATION, create_delivery

MAX_REQUESTS = 5
REQUESTS_INTERVAL = timedelta(minutes=1)


class TooManyRequests(Exception):
    """No more calls can be requested for `retry_after` seconds."""

    def __init__(self, retry_after: int):
        self.retry_after = retry_after
        super().__init__(f"At most {MAX_REQUESTS} calls a minute. Try again in {retry_after} s.")


def send_test(webhook: StagingRestoreWebhook, *, by: User) -> WebhookDelivery:
    """Enqueue one call as after a restore, with `Test` true; return its delivery.

    Raises:
        PermissionDenied: The user is neither the owner nor an admin.
        TooManyRequests: Too many calls were requested within a minute.
    """
    require(by, Can.RESTORE, webhook.organization)
    now = clock.now()
    with transaction.atomic():
        _check_rate(webhook)
        delivery = create_delivery(webhook, now, now, is_test=True)
        _record(Event.RESTORE_WEBHOOK_TESTED, delivery, by)
        _enqueue(delivery)
    return delivery


def redeliver(delivery: WebhookDelivery, *, by: User) -> None:
    """Restart the attempts of a delivery.

    Raises:
        PermissionDenied: The user is neither the owner nor an admin.
        TooManyRequests: Too many calls were requested within a minute.
    """
    require(by, Can.RESTORE, delivery.webhook.organization)
    with transaction.atomic():
        _check_rate(delivery.webhook)
        WebhookDelivery.objects.filter(pk=delivery.pk).update(attempt_count=0, next_attempt_at=clock.now())
        _record(Event.RESTORE_WEBHOOK_REDELIVERED, delivery, by)
        _enqueue(delivery)


def _check_rate(webhook: StagingRestoreWebhook) -> None:
    """Count a requested call; raise `TooManyRequests` if the limit is reached."""
    now = clock.now()
    row = StagingRestoreWebhook.objects.select_for_update().get(pk=webhook.pk)
    if row.requests_window_started_at is None or now - row.requests_window_started_at >= REQUESTS_INTERVAL:
        row.requests_window_started_at, row.requests_in_window = now, 0
    if row.requests_in_window >= MAX_REQUESTS:
        remaining = row.requests_window_started_at + REQUESTS_INTERVAL - now
        raise TooManyRequests(math.ceil(remaining.total_seconds()))
    row.requests_in_window += 1
    row.save(update_fields=["requests_window_started_at", "requests_in_window"])


def _record(event: Event, delivery: WebhookDelivery, by: User) -> None:
    audit_log.record(
        event,
        by=by,
        target=delivery.webhook,
        organization=delivery.webhook.organization_id,
        delivery=delivery.event_id,
    )


def _enqueue(delivery: WebhookDelivery) -> None:
    enqueue_on_commit(DELIVER_TASK, delivery.pk, expires=MESSAGE_DURATION.total_seconds())
