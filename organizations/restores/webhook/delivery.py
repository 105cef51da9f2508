"""Deliveries of the webhooks of restores: each is stored with its event and attempted until it succeeds.

A delivery is created in the transaction of the event. It is attempted immediately and then after
`RETRY_DELAYS`, until the response is 2xx. Each attempt is stored and has its own signature. If a process dies
during an attempt, the periodic task makes it again.
"""

import time
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import requests
import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet

from lib import clock, outbound
from lib.background import enqueue_on_commit
from lib.query_string import whole_number
from organizations.restores.models import (
    DeliveryAttempt,
    EventWebhook,
    Restore,
    StagingRestoreWebhook,
    WebhookDelivery,
)
from organizations.restores.webhook import failures
from organizations.restores.webhook.signing import headers_of

log = structlog.get_logger(__name__)
DELIVER_TASK = "organizations.restores.tasks.deliver_webhook"
# A lost message is sent again after this time.
MESSAGE_DURATION = timedelta(seconds=20)
MAX_QUEUED = 100
INTERNAL_ERROR = "Something went wrong on our side. See the portal log."
CLAIM_TIMEOUT = timedelta(minutes=1)
RETRY_DELAYS = [
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=10),
]
MAX_ATTEMPTS = len(RETRY_DELAYS) + 1
MAX_DELIVERIES = 100


def create(
    receiver: StagingRestoreWebhook | EventWebhook,
    event: str,
    event_id: str,
    body: str,
    *,
    restore: Restore | None = None,
    is_test: bool = False,
) -> WebhookDelivery:
    """Create a delivery in the transaction of its event, and delete those beyond the last `MAX_DELIVERIES`.

    The periodic task enqueues the delivery if no process makes it.
    """
    delivery = WebhookDelivery(
        webhook=receiver if isinstance(receiver, StagingRestoreWebhook) else None,
        event_webhook=receiver if isinstance(receiver, EventWebhook) else None,
        event=event,
        event_id=event_id,
        body=body,
        restore=restore,
        is_test=is_test,
    )
    delivery.save()
    old = receiver.deliveries.filter(next_attempt_at=None).values_list("pk", flat=True)[MAX_DELIVERIES:]
    WebhookDelivery.objects.filter(pk__in=list(old)).delete()
    return delivery


def enqueue(delivery_id: int) -> None:
    """Have a worker make the next attempt once the transaction is committed."""
    enqueue_on_commit(DELIVER_TASK, delivery_id, expires=MESSAGE_DURATION.total_seconds())


def requeue_due() -> int:
    """Enqueue the deliveries whose next attempt is due; return how many."""
    due = list(_due().order_by("next_attempt_at").values_list("pk", flat=True)[:MAX_QUEUED])
    for delivery_id in due:
        enqueue(delivery_id)
    return len(due)


def deliver(delivery_id: int) -> bool:
    """Make one attempt of this delivery unless another process does; return whether the response was 2xx."""
    delivery = _due().select_related("webhook", "event_webhook").filter(pk=delivery_id).first()
    if delivery is None:
        return False
    claimed = WebhookDelivery.objects.filter(
        pk=delivery_id, attempt_count=delivery.attempt_count, next_attempt_at=delivery.next_attempt_at
    )
    if not claimed.update(attempt_count=F("attempt_count") + 1, next_attempt_at=clock.now() + CLAIM_TIMEOUT):
        return False
    delivery.attempt_count += 1
    attempt, retry_after = _attempt(delivery)
    succeeded = attempt.status is not None and 200 <= attempt.status < 300
    with transaction.atomic():
        attempt.save()
        if succeeded:
            delivery.delivered_at = clock.now()
        done = succeeded or delivery.is_test or delivery.attempt_count >= MAX_ATTEMPTS
        delivery.next_attempt_at = None if done else _next_attempt_at(delivery.attempt_count, retry_after)
        delivery.save(update_fields=["delivered_at", "next_attempt_at"])
        if delivery.event_webhook:
            failures.count(delivery.event_webhook, succeeded=succeeded, is_test=delivery.is_test)
    log.info(
        "restore_webhook_attempted",
        delivery=delivery.event_id,
        attempt_count=delivery.attempt_count,
        outcome=attempt.outcome,
    )
    return succeeded


def _attempt(delivery: WebhookDelivery) -> tuple[DeliveryAttempt, float | None]:
    """Make one call, whatever it raises, because each attempt must be counted and shown."""
    attempted_at, started = clock.now(), time.perf_counter()
    try:
        return _call(delivery)
    except Exception:
        log.exception("restore_webhook_internal_error", delivery=delivery.event_id)
    seconds = time.perf_counter() - started
    attempt = DeliveryAttempt(
        delivery=delivery, attempted_at=attempted_at, seconds=seconds, outcome=INTERNAL_ERROR
    )
    return attempt, None


def _due() -> QuerySet[WebhookDelivery]:
    active = Q(webhook__active=True) | Q(event_webhook__active=True)
    return WebhookDelivery.objects.filter(active, next_attempt_at__lte=clock.now())


def _call(delivery: WebhookDelivery) -> tuple[DeliveryAttempt, float | None]:
    """Make one call; return the attempt and the `Retry-After` in seconds."""
    receiver, now = delivery.receiver, clock.now()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        **headers_of(receiver, delivery.event_id, delivery.body, now),
    }
    attempt = DeliveryAttempt(delivery=delivery, attempted_at=now)
    started, retry_after = time.perf_counter(), None
    try:
        outbound.check_url(receiver.url)
        response = outbound.post(receiver.url, delivery.body.encode(), headers)
        attempt.status, attempt.outcome = response.status, response.reason[:300]
        retry_after = _retry_after_seconds(response.headers.get("Retry-After"))
        attempt.response_body = response.body.decode("utf-8", "replace").replace("\0", "")
    except ValidationError as error:
        attempt.outcome = error.messages[0]
    except requests.RequestException as error:
        attempt.outcome = attempt.outcome or _explain(error, receiver.url)[:300]
    attempt.seconds = time.perf_counter() - started
    return attempt, retry_after


def _explain(error: requests.RequestException, url: str) -> str:
    """Return why there was no response, without internal addresses."""
    host = urlsplit(url).hostname
    reasons = {
        "PrivateAddress": "The URL points to a private network.",
        "ConnectTimeout": f"Couldn't connect to {host} in time.",
        "ReadTimeout": f"No response within {outbound.READ_TIMEOUT:g} s.",
        "DeadlineExceeded": f"No response within {outbound.CALL_DEADLINE:g} s.",
        "SSLError": f"The certificate of {host} isn't valid.",
    }
    return reasons.get(type(error).__name__, f"Couldn't connect to {host}.")


def _retry_after_seconds(retry_after: str | None) -> float | None:
    """Return the seconds of a `Retry-After` header; None for a date or any other value."""
    seconds = whole_number(retry_after)
    return None if seconds is None else float(seconds)


def _next_attempt_at(attempt_count: int, retry_after: float | None) -> datetime:
    """Return when to make the next attempt, not before the `Retry-After` of the receiver."""
    requested = timedelta(seconds=min(retry_after or 0.0, RETRY_DELAYS[-1].total_seconds()))
    return clock.now() + max(RETRY_DELAYS[attempt_count - 1], requested)
