"""The Staging Restore Webhook: after a restore the portal calls the address that the organization's admins
gave.

The call is promised as a row in the transaction that ends the restore, and tried until it is answered with
2xx: at once, then after the pauses below, eight times in all. Every try is signed anew and kept. A process
that dies during a try leaves the row for the sweep.
"""

import base64
import hashlib
import hmac
import json
import time
from datetime import datetime, timedelta

import requests
import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from standardwebhooks import Webhook

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from lib import clock, outbound
from lib.background import enqueue_on_commit
from lib.query_string import whole_number
from organizations.access import require
from organizations.models import Organization
from organizations.permissions import Can
from organizations.restores.models import DeliveryAttempt, Restore, StagingRestoreWebhook, WebhookDelivery

log = structlog.get_logger(__name__)
DELIVER = "organizations.restores.tasks.deliver_webhook"
# The sweep sends a message that was lost again after this.
MESSAGE_DURATION = timedelta(seconds=20)
MAX_QUEUED = 100
OUR_FAULT = "Something went wrong on our side. See the portal log."
IN_FLIGHT = timedelta(minutes=1)
PAUSES = [
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=10),
]
TRIES = len(PAUSES) + 1
KEPT = 100


def save(
    organization: Organization, url: str, hash_key: str | None = None, *, by: User | None
) -> StagingRestoreWebhook:
    """Sets the address and switches the webhook on; `hash_key` signs its calls, None keeps the present one.

    Raises `PermissionDenied`, and `ValidationError` with the field `url`.
    """
    require(by, Can.RESTORE, organization)
    url = url.strip()
    check_address(url)
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


def switch_off(webhook: StagingRestoreWebhook, *, by: User | None) -> None:
    """Nobody is called any more; the address and the key stay. Raises `PermissionDenied`."""
    require(by, Can.RESTORE, webhook.organization)
    with transaction.atomic():
        webhook.active, webhook.updated_at = False, clock.now()
        webhook.save(update_fields=["active", "updated_at"])
        audit_log.record(
            Event.RESTORE_WEBHOOK_DISABLED, by=by, target=webhook, organization=webhook.organization_id
        )


def check_address(url: str) -> None:
    """Raises `ValidationError` with the field `url` unless calls may go there."""
    try:
        outbound.check_url(url)
    except ValidationError as error:
        raise ValidationError({"url": error.messages[0]}) from error


def promise(restore: Restore) -> WebhookDelivery | None:
    """Writes the delivery that follows `restore`; None when nobody wants to be called. Call it in the run's
    last transaction.
    """
    webhook = StagingRestoreWebhook.objects.filter(organization=restore.pair.staging, active=True).first()
    return write_delivery(webhook, restore.started_at, restore.ended_at, restore=restore) if webhook else None


def wake_waiting() -> int:
    """Asks the worker for the next try of every delivery whose time has come; returns how many there are."""
    due = list(_due().order_by("next_attempt_at").values_list("pk", flat=True)[:MAX_QUEUED])
    for number in due:
        enqueue_on_commit(DELIVER, number, expires=MESSAGE_DURATION.total_seconds())
    return len(due)


def deliver(number: int) -> bool:
    """Makes one try of this delivery, unless somebody else makes it now; whether it was answered with 2xx."""
    delivery = _due().select_related("webhook").filter(pk=number).first()
    if delivery is None:
        return False
    mine = WebhookDelivery.objects.filter(
        pk=number, attempt_count=delivery.attempt_count, next_attempt_at=delivery.next_attempt_at
    )
    if not mine.update(attempt_count=F("attempt_count") + 1, next_attempt_at=clock.now() + IN_FLIGHT):
        return False
    delivery.attempt_count += 1
    attempt, wait = _attempt(delivery)
    answered = attempt.status is not None and 200 <= attempt.status < 300
    with transaction.atomic():
        attempt.save()
        if answered:
            delivery.delivered_at = clock.now()
        over = answered or delivery.is_test or delivery.attempt_count >= TRIES
        delivery.next_attempt_at = None if over else _next_try(delivery.attempt_count, wait)
        delivery.save(update_fields=["delivered_at", "next_attempt_at"])
    log.info(
        "restore_webhook_tried",
        delivery=delivery.event_id,
        attempt_count=delivery.attempt_count,
        outcome=attempt.outcome,
    )
    return answered


def _attempt(delivery: WebhookDelivery) -> tuple[DeliveryAttempt, float | None]:
    """One call whatever it raises, for a try that is made must be counted and shown."""
    at, began = clock.now(), time.perf_counter()
    try:
        return _call(delivery)
    except Exception:
        log.exception("restore_webhook_broke", delivery=delivery.event_id)
    seconds = time.perf_counter() - began
    return DeliveryAttempt(delivery=delivery, attempted_at=at, seconds=seconds, outcome=OUR_FAULT), None


def _due() -> Q:
    return WebhookDelivery.objects.filter(next_attempt_at__lte=clock.now(), webhook__active=True)


def write_delivery(
    webhook: StagingRestoreWebhook,
    started: datetime,
    ended: datetime,
    *,
    restore: Restore | None = None,
    test: bool = False,
) -> WebhookDelivery:
    """The row of a call that is to be made; those of old calls are removed."""
    delivery = WebhookDelivery(webhook=webhook, restore=restore, is_test=test)
    delivery.body = json.dumps(
        {
            "Event": "StagingRestore",
            "MarketplaceID": webhook.organization.marketplace_id,
            "OrganizationID": webhook.organization.pk,
            "Environment": webhook.organization.environment,
            "RegionID": webhook.organization.region,
            "DateStarted": started.isoformat(timespec="milliseconds"),
            "DateCompleted": ended.isoformat(timespec="milliseconds"),
            "Test": test,
            "LogID": delivery.event_id,
        }
    )
    delivery.save()
    old = webhook.deliveries.filter(next_attempt_at=None).values_list("pk", flat=True)[KEPT:]
    WebhookDelivery.objects.filter(pk__in=list(old)).delete()
    return delivery


def signatures(hash_key: str, event_id: str, body: str, at: datetime) -> dict[str, str]:
    """The headers that prove who calls: OrderCloud's own and those of Standard Webhooks; without a key none
    but the id.
    """
    headers = {"webhook-id": event_id, "webhook-timestamp": str(int(at.timestamp()))}
    if hash_key:
        digest = hmac.new(hash_key.encode(), body.encode(), hashlib.sha256).digest()
        headers["X-oc-hash"] = base64.b64encode(digest).decode()
        headers["webhook-signature"] = Webhook(hash_key.encode()).sign(event_id, at, body)
    return headers


def _call(delivery: WebhookDelivery) -> tuple[DeliveryAttempt, float | None]:
    """One call; the try, and the `Retry-After` in seconds."""
    webhook, now = delivery.webhook, clock.now()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        **signatures(webhook.hash_key, delivery.event_id, delivery.body, now),
    }
    attempt = DeliveryAttempt(delivery=delivery, attempted_at=now)
    began, wait = time.perf_counter(), None
    try:
        check_address(webhook.url)
        answer = outbound.post(webhook.url, delivery.body.encode(), headers)
        attempt.status, attempt.outcome = answer.status, answer.reason[:300]
        wait = _seconds(answer.headers.get("Retry-After"))
        attempt.response_body = answer.body.decode("utf-8", "replace").replace("\0", "")
    except ValidationError as error:
        attempt.outcome = error.messages[0]
    except requests.RequestException as error:
        attempt.outcome = attempt.outcome or _why(error)
    attempt.seconds = time.perf_counter() - began
    return attempt, wait


def _why(error: requests.RequestException) -> str:
    """Why there was no answer, in words that name no address inside."""
    reasons = {
        "InvalidIPAddress": "The address leads into a private network.",
        "ConnectTimeout": "No connection in time.",
        "ReadTimeout": f"No answer within {outbound.READ_TIMEOUT:g} s.",
        "DeadlineExceeded": f"No answer within {outbound.CALL_DEADLINE:g} s.",
        "SSLError": "The certificate is not accepted.",
    }
    return reasons.get(type(error).__name__, "No connection.")


def _seconds(retry_after: str | None) -> float | None:
    """The seconds that a receiver asks for; None for a date, and for anything that is no number."""
    seconds = whole_number(retry_after)
    return None if seconds is None else float(seconds)


def _next_try(tries: int, wait: float | None) -> datetime:
    """When to try again after so many tries, not before the receiver asked for."""
    longest = PAUSES[-1].total_seconds()
    return clock.now() + max(PAUSES[tries - 1], timedelta(seconds=min(wait or 0.0, longest)))
