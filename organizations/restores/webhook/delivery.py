"""Deliveries of the staging restore webhook, which calls a URL after each restore.

A delivery is created in the transaction that ends the restore. It is attempted immediately and then after
`RETRY_DELAYS`, until the response is 2xx. Each attempt is stored and has its own signature. If a process dies
during an attempt, the periodic task makes it again.
"""

import json
import time
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import requests
import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet

from lib import clock, outbound
from lib.background import enqueue_on_commit
from lib.query_string import whole_number
from organizations.restores.models import DeliveryAttempt, Restore, StagingRestoreWebhook, WebhookDelivery
from organizations.restores.webhook.settings import check_url
from organizations.restores.webhook.signing import signature_headers

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


def enqueue(restore: Restore) -> WebhookDelivery | None:
    """Create the delivery for `restore`, or return None if the webhook is off.

    Call it in the run's last transaction. The periodic task enqueues the delivery if no process makes it.
    """
    webhook = StagingRestoreWebhook.objects.filter(organization=restore.pair.staging, active=True).first()
    if webhook is None or restore.started_at is None or restore.ended_at is None:
        return None
    return create_delivery(webhook, restore.started_at, restore.ended_at, restore=restore)


def requeue_due() -> int:
    """Enqueue the deliveries whose next attempt is due; return how many."""
    due = list(_due().order_by("next_attempt_at").values_list("pk", flat=True)[:MAX_QUEUED])
    for delivery_id in due:
        enqueue_on_commit(DELIVER_TASK, delivery_id, expires=MESSAGE_DURATION.total_seconds())
    return len(due)


def deliver(delivery_id: int) -> bool:
    """Make one attempt of this delivery unless another process does; return whether the response was 2xx."""
    delivery = _due().select_related("webhook").filter(pk=delivery_id).first()
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
    return WebhookDelivery.objects.filter(next_attempt_at__lte=clock.now(), webhook__active=True)


def create_delivery(
    webhook: StagingRestoreWebhook,
    started_at: datetime,
    ended_at: datetime,
    *,
    restore: Restore | None = None,
    is_test: bool = False,
) -> WebhookDelivery:
    """Create a delivery, and delete those beyond the last `MAX_DELIVERIES`."""
    delivery = WebhookDelivery(webhook=webhook, restore=restore, is_test=is_test)
    delivery.body = json.dumps(
        {
            "Event": "StagingRestore",
            "MarketplaceID": webhook.organization.marketplace_id,
            "OrganizationID": webhook.organization.pk,
            "Environment": webhook.organization.environment,
            "RegionID": webhook.organization.region,
            "DateStarted": started_at.isoformat(timespec="milliseconds"),
            "DateCompleted": ended_at.isoformat(timespec="milliseconds"),
            "Test": is_test,
            "LogID": delivery.event_id,
        }
    )
    delivery.save()
    old = webhook.deliveries.filter(next_attempt_at=None).values_list("pk", flat=True)[MAX_DELIVERIES:]
    WebhookDelivery.objects.filter(pk__in=list(old)).delete()
    return delivery


def _call(delivery: WebhookDelivery) -> tuple[DeliveryAttempt, float | None]:
    """Make one call; return the attempt and the `Retry-After` in seconds."""
    webhook, now = delivery.webhook, clock.now()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        **signature_headers(webhook.hash_key, delivery.event_id, delivery.body, now),
    }
    attempt = DeliveryAttempt(delivery=delivery, attempted_at=now)
    started, retry_after = time.perf_counter(), None
    try:
        check_url(webhook.url)
        response = outbound.post(webhook.url, delivery.body.encode(), headers)
        attempt.status, attempt.outcome = response.status, response.reason[:300]
        retry_after = _retry_after_seconds(response.headers.get("Retry-After"))
        attempt.response_body = response.body.decode("utf-8", "replace").replace("\0", "")
    except ValidationError as error:
        attempt.outcome = error.messages[0]
    except requests.RequestException as error:
        attempt.outcome = attempt.outcome or _explain(error, webhook.url)[:300]
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
