"""Deliveries of the staging restore webhook: signed, repeated until they succeed, only to public hosts."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection

from lib import clock
from organizations.restores.models import StagingRestoreWebhook, WebhookDelivery
from organizations.restores.webhook import delivery as restore_webhook
from organizations.restores.webhook import settings as webhook_settings
from organizations.restores.webhook import staging_restore
from tests.organizations.restores.webhook.conftest import KEY

pytestmark = pytest.mark.usefixtures("embedded")


def test_the_call_has_the_staging_organization_and_the_time(restore, webhook, receiver):
    delivery = staging_restore.announce(restore)
    assert restore_webhook.deliver(delivery.pk)
    body = receiver.calls[0].json
    assert datetime.fromisoformat(body.pop("DateStarted")) < datetime.fromisoformat(body.pop("DateCompleted"))
    assert body == {
        "Event": "StagingRestore",
        "MarketplaceID": "acme",
        "OrganizationID": "acme_Staging",
        "Environment": "Staging",
        "RegionID": "usw",
        "Test": False,
        "LogID": delivery.event_id,
    }


def test_no_call_is_made_without_a_webhook(cast, restore):
    assert staging_restore.announce(restore) is None


def test_a_disabled_webhook_makes_no_call_and_keeps_url_and_key(cast, restore, webhook, receiver):
    waiting = staging_restore.announce(restore)
    webhook_settings.disable(webhook, by=cast.adam)
    assert staging_restore.announce(restore) is None
    assert not restore_webhook.deliver(waiting.pk)
    assert not receiver.calls
    webhook.refresh_from_db()
    assert (webhook.url, webhook.hash_key) == (receiver.url, KEY)


def test_a_rejected_call_is_attempted_eight_times_with_growing_delays(restore, webhook, receiver):
    receiver.responses = [503] * 20
    delivery = staging_restore.announce(restore)
    delays = []
    with time_machine.travel(clock.now(), tick=False) as traveller:
        while delivery.next_attempt_at:
            traveller.move_to(max(delivery.next_attempt_at, clock.now()))
            restore_webhook.deliver(delivery.pk)
            delivery.refresh_from_db()
            next_attempt_at = delivery.next_attempt_at
            delays.append(next_attempt_at and (next_attempt_at - clock.now()).total_seconds())
    assert delays == [5, 300, 1800, 7200, 18000, 36000, 36000, None]
    assert delivery.attempt_count == len(receiver.calls) == delivery.attempts.count() == 8
    assert delivery.delivered_at is None


def test_every_attempt_has_the_same_event_id_and_its_own_signature(restore, webhook, receiver):
    receiver.responses = [500]
    delivery = staging_restore.announce(restore)
    restore_webhook.deliver(delivery.pk)
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        assert restore_webhook.deliver(delivery.pk)
    first, second = receiver.calls
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.headers["webhook-timestamp"] != second.headers["webhook-timestamp"]


@pytest.mark.parametrize(("retry_after", "seconds"), [("120", 120), ("999999", 36_000)])
def test_retry_after_of_a_receiver_is_respected_up_to_ten_hours(
    restore, webhook, receiver, retry_after, seconds
):
    receiver.responses = [(429, {"Retry-After": retry_after})]
    delivery = staging_restore.announce(restore)
    restore_webhook.deliver(delivery.pk)
    delivery.refresh_from_db()
    assert seconds - 10 < (delivery.next_attempt_at - clock.now()).total_seconds() <= seconds


def test_an_active_attempt_is_not_repeated(restore, webhook, receiver):
    delivery = staging_restore.announce(restore)
    WebhookDelivery.objects.update(
        attempt_count=1, next_attempt_at=clock.now() + restore_webhook.CLAIM_TIMEOUT
    )
    assert not restore_webhook.deliver(delivery.pk)
    assert not receiver.calls


def test_concurrent_callers_make_one_attempt(restore, webhook, receiver):
    delivery, other = staging_restore.announce(restore), []

    def deliver_concurrently(execute, sql, params, many, context):
        if sql.startswith("UPDATE") and "webhookdelivery" in sql and not other:
            other.append(None)
            other[0] = restore_webhook.deliver(delivery.pk)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(deliver_concurrently):
        assert not restore_webhook.deliver(delivery.pk)
    assert other == [True]
    assert len(receiver.calls) == delivery.attempts.count() == 1


@pytest.mark.parametrize("wait", ["²", "٣", "-1", "1.5", "9" * 5000, "Wed, 21 Oct 2026 07:28:00 GMT", ""])
def test_an_invalid_retry_after_is_ignored(restore, webhook, receiver, wait):
    receiver.responses = [(503, {"Retry-After": wait.encode().decode("latin-1")})]
    delivery = staging_restore.announce(restore)
    assert not restore_webhook.deliver(delivery.pk)
    delivery.refresh_from_db()
    assert delivery.next_attempt_at < clock.now() + restore_webhook.RETRY_DELAYS[0]
    assert (delivery.attempt_count, delivery.attempts.get().status) == (1, 503)


def test_a_failed_attempt_is_counted_and_shown(restore, webhook, monkeypatch):
    def broken(delivery):
        raise KeyError("secret")

    monkeypatch.setattr(restore_webhook, "_call", broken)
    delivery = staging_restore.announce(restore)
    assert not restore_webhook.deliver(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.attempt_count, delivery.attempts.get().outcome) == (1, restore_webhook.INTERNAL_ERROR)
    assert delivery.next_attempt_at


def test_an_attempt_of_a_killed_process_is_repeated_after_a_minute(restore, webhook, receiver):
    delivery = staging_restore.announce(restore)
    WebhookDelivery.objects.update(
        attempt_count=1, next_attempt_at=clock.now() + restore_webhook.CLAIM_TIMEOUT
    )
    with time_machine.travel(clock.now() + timedelta(seconds=61)):
        assert restore_webhook.deliver(delivery.pk)


def test_a_redirect_is_not_followed(restore, webhook, receiver):
    receiver.responses = [(302, {"Location": receiver.url})]
    assert not restore_webhook.deliver(staging_restore.announce(restore).pk)
    assert len(receiver.calls) == 1


def test_the_response_is_stored_encrypted(restore, webhook, receiver):
    delivery = staging_restore.announce(restore)
    restore_webhook.deliver(delivery.pk)
    attempt = delivery.attempts.get()
    assert (attempt.status, attempt.response_body) == (200, '{"ok":true}')


def test_an_unreachable_receiver_is_retried(restore, webhook):
    StagingRestoreWebhook.objects.update(url="http://127.0.0.1:9/")
    delivery = staging_restore.announce(restore)
    assert not restore_webhook.deliver(delivery.pk)
    attempt = delivery.attempts.get()
    assert (attempt.status, attempt.outcome) == (None, "Couldn't connect to 127.0.0.1.")


@pytest.mark.parametrize("url", ["https://10.1.2.3/", "https://169.254.169.254/latest", "https://[fd00::1]/"])
def test_an_address_in_a_private_network_is_never_called(cast, restore, url):
    webhook_settings.configure(cast.pair.staging, url, by=cast.adam)
    delivery = staging_restore.announce(restore)
    assert not restore_webhook.deliver(delivery.pk)
    assert delivery.attempts.get().outcome == "The URL points to a private network."


def test_loopback_is_allowed_in_the_embedded_default_only(cast, restore, webhook, receiver, settings):
    settings.EMBEDDED = False
    with pytest.raises(ValidationError):
        webhook_settings.configure(cast.pair.staging, receiver.url, by=cast.adam)
    assert not restore_webhook.deliver(staging_restore.announce(restore).pk)
    StagingRestoreWebhook.objects.update(url=receiver.url.replace("http:", "https:"))
    assert not restore_webhook.deliver(staging_restore.announce(restore).pk)
    assert not receiver.calls


def test_the_last_hundred_deliveries_are_kept(restore, webhook, monkeypatch):
    monkeypatch.setattr(restore_webhook, "MAX_DELIVERIES", 3)
    for _ in range(6):
        restore_webhook.deliver(staging_restore.announce(restore).pk)
    assert webhook.deliveries.count() == 4
