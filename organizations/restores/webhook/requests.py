"""Calls of a webhook that users request: a test, and a delivery sent again.

A worker makes the calls, so that no page waits for a receiver. At most `MAX_REQUESTS` a minute can be
requested for a webhook.
"""

import math
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from lib import clock
from organizations.access import require
from organizations.permissions import Can
from organizations.restores.models import EventWebhook, StagingRestoreWebhook, WebhookDelivery
from organizations.restores.webhook import announcements, delivery, staging_restore

MAX_REQUESTS = 5
REQUESTS_INTERVAL = timedelta(minutes=1)


class TooManyRequests(Exception):
    """No more calls can be requested for `retry_after` seconds."""

    def __init__(self, retry_after: int):
        self.retry_after = retry_after
        super().__init__(f"At most {MAX_REQUESTS} calls a minute. Try again in {retry_after} s.")


def send_test(receiver: StagingRestoreWebhook | EventWebhook, *, by: User) -> WebhookDelivery:
    """Enqueue one call that is marked as a test; return its delivery.

    Raises:
        PermissionDenied: The user is neither the owner nor an admin.
        TooManyRequests: Too many calls were requested within a minute.
        ValidationError: The webhook is off.
    """
    require(by, Can.RESTORE, receiver.organization)
    _require_active(receiver)
    with transaction.atomic():
        _check_rate(receiver)
        if isinstance(receiver, EventWebhook):
            test = announcements.create_test(receiver)
            _record(Event.EVENT_WEBHOOK_TESTED, test, by)
        else:
            test = staging_restore.create_test(receiver)
            _record(Event.RESTORE_WEBHOOK_TESTED, test, by)
        delivery.enqueue(test.pk)
    return test


def redeliver(row: WebhookDelivery, *, by: User) -> None:
    """Restart the attempts of a delivery.

    Raises:
        PermissionDenied: The user is neither the owner nor an admin.
        TooManyRequests: Too many calls were requested within a minute.
        ValidationError: The webhook is off.
    """
    receiver = row.receiver
    require(by, Can.RESTORE, receiver.organization)
    _require_active(receiver)
    with transaction.atomic():
        _check_rate(receiver)
        restart = {"attempt_count": 0, "next_attempt_at": clock.now(), "delivered_at": None}
        WebhookDelivery.objects.filter(pk=row.pk).update(**restart)
        is_event_webhook = isinstance(receiver, EventWebhook)
        _record(
            Event.EVENT_WEBHOOK_REDELIVERED if is_event_webhook else Event.RESTORE_WEBHOOK_REDELIVERED,
            row,
            by,
        )
        delivery.enqueue(row.pk)


def _require_active(receiver: StagingRestoreWebhook | EventWebhook) -> None:
    if not receiver.active:
        raise ValidationError("The webhook is off. Turn it on first.")


def _check_rate(receiver: StagingRestoreWebhook | EventWebhook) -> None:
    """Count a requested call; raise `TooManyRequests` if the limit is reached."""
    now = clock.now()
    row = type(receiver).objects.select_for_update().get(pk=receiver.pk)
    if row.requests_window_started_at is None or now - row.requests_window_started_at >= REQUESTS_INTERVAL:
        row.requests_window_started_at, row.requests_in_window = now, 0
    if row.requests_in_window >= MAX_REQUESTS:
        remaining = row.requests_window_started_at + REQUESTS_INTERVAL - now
        raise TooManyRequests(math.ceil(remaining.total_seconds()))
    row.requests_in_window += 1
    row.save(update_fields=["requests_window_started_at", "requests_in_window"])


def _record(event: Event, row: WebhookDelivery, by: User) -> None:
    receiver = row.receiver
    audit_log.record(
        event, by=by, target=receiver, organization=receiver.organization_id, delivery=row.event_id
    )
