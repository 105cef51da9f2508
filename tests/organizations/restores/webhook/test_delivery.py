"""The Staging Restore Webhook: signed, tried until it is answered, never sent where it must not go."""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from standardwebhooks import Webhook

from accounts.audit.events import Event
from accounts.models import AuditEntry
from lib import clock
from organizations.restores.models import Restore, StagingRestoreWebhook, WebhookDelivery
from organizations.restores.webhook import delivery as restore_webhook
from organizations.restores.webhook import settings as webhook_settings
from organizations.restores.webhook.requests import redeliver, send_test
from tests.organizations.restores.receiver import run_receiver

KEY = "a key that only the receiver knows"


@pytest.fixture(autouse=True)
def _embedded(settings):
    settings.EMBEDDED = True


@pytest.fixture
def restore(cast):
    ended = clock.now()
    times = {"started_at": ended - timedelta(minutes=1), "ended_at": ended}
    return Restore.objects.create(pair=cast.pair, state="finished", trigger="schedule", **times)


@pytest.fixture
def receiver():
    with run_receiver() as receiver:
        yield receiver


@pytest.fixture
def webhook(cast, receiver):
    return webhook_settings.configure(cast.pair.staging, receiver.url, KEY, by=cast.adam)


def test_the_call_says_which_staging_was_restored_and_when(restore, webhook, receiver):
    delivery = restore_webhook.enqueue(restore)
    assert restore_webhook.deliver(delivery.pk)
    told = receiver.calls[0].json
    assert datetime.fromisoformat(told.pop("DateStarted")) < datetime.fromisoformat(told.pop("DateCompleted"))
    assert told == {
        "Event": "StagingRestore",
        "MarketplaceID": "acme",
        "OrganizationID": "acme_Staging",
        "Environment": "Staging",
        "RegionID": "usw",
        "Test": False,
        "LogID": delivery.event_id,
    }


def test_the_call_carries_ordercloud_s_signature(restore, webhook, receiver):
    restore_webhook.deliver(restore_webhook.enqueue(restore).pk)
    call = receiver.calls[0]
    digest = hmac.new(KEY.encode(), call.body, hashlib.sha256).digest()
    assert call.headers["X-oc-hash"] == base64.b64encode(digest).decode()
    assert call.headers["Content-Type"] == "application/json; charset=utf-8"


def test_the_call_carries_the_signature_of_standard_webhooks(restore, webhook, receiver):
    restore_webhook.deliver(restore_webhook.enqueue(restore).pk)
    call = receiver.calls[0]
    Webhook(KEY.encode()).verify(call.body, dict(call.headers.items()))


def test_without_a_key_nothing_is_signed(cast, restore, receiver):
    webhook_settings.configure(cast.pair.staging, receiver.url, by=cast.adam)
    restore_webhook.deliver(restore_webhook.enqueue(restore).pk)
    assert not {"X-oc-hash", "webhook-signature"} & set(receiver.calls[0].headers)


def test_nobody_is_called_where_nobody_wants_to_be(cast, restore):
    assert restore_webhook.enqueue(restore) is None


def test_switched_off_it_calls_nobody_and_keeps_address_and_key(cast, restore, webhook, receiver):
    waiting = restore_webhook.enqueue(restore)
    webhook_settings.disable(webhook, by=cast.adam)
    assert restore_webhook.enqueue(restore) is None
    assert not restore_webhook.deliver(waiting.pk)
    assert not receiver.calls
    webhook.refresh_from_db()
    assert (webhook.url, webhook.hash_key) == (receiver.url, KEY)


def test_what_was_given_up_can_be_sent_again(cast, restore, webhook, receiver):
    delivery = restore_webhook.enqueue(restore)
    WebhookDelivery.objects.update(attempt_count=restore_webhook.MAX_ATTEMPTS, next_attempt_at=None)
    redeliver(delivery, by=cast.olive)
    assert not receiver.calls
    assert restore_webhook.deliver(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.attempt_count, bool(delivery.delivered_at), len(receiver.calls)) == (1, True, 1)


def test_a_refused_call_is_tried_again_after_growing_pauses_eight_times_in_all(restore, webhook, receiver):
    receiver.responses = [503] * 20
    delivery = restore_webhook.enqueue(restore)
    begun = clock.now()
    pauses = []
    with time_machine.travel(begun, tick=False) as traveller:
        while delivery.next_attempt_at:
            traveller.move_to(max(delivery.next_attempt_at, clock.now()))
            restore_webhook.deliver(delivery.pk)
            delivery.refresh_from_db()
            following = delivery.next_attempt_at
            pauses.append(following and (following - clock.now()).total_seconds())
    assert pauses == [5, 300, 1800, 7200, 18000, 36000, 36000, None]
    assert delivery.attempt_count == len(receiver.calls) == delivery.attempts.count() == 8
    assert delivery.delivered_at is None


def test_every_try_is_the_same_event_with_a_signature_of_its_own_time(restore, webhook, receiver):
    receiver.responses = [500]
    delivery = restore_webhook.enqueue(restore)
    restore_webhook.deliver(delivery.pk)
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        assert restore_webhook.deliver(delivery.pk)
    first, second = receiver.calls
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.headers["webhook-timestamp"] != second.headers["webhook-timestamp"]


@pytest.mark.parametrize(("asked", "seconds"), [("120", 120), ("999999", 36_000)])
def test_a_receiver_that_asks_for_time_gets_it_up_to_ten_hours(restore, webhook, receiver, asked, seconds):
    receiver.responses = [(429, {"Retry-After": asked})]
    delivery = restore_webhook.enqueue(restore)
    restore_webhook.deliver(delivery.pk)
    delivery.refresh_from_db()
    assert seconds - 10 < (delivery.next_attempt_at - clock.now()).total_seconds() <= seconds


def test_a_try_that_is_under_way_is_not_made_a_second_time(restore, webhook, receiver):
    delivery = restore_webhook.enqueue(restore)
    WebhookDelivery.objects.update(
        attempt_count=1, next_attempt_at=clock.now() + restore_webhook.CLAIM_TIMEOUT
    )
    assert not restore_webhook.deliver(delivery.pk)
    assert not receiver.calls


def test_of_two_callers_at_once_one_makes_the_try(restore, webhook, receiver):
    delivery, other = restore_webhook.enqueue(restore), []

    def let_the_other_one_go_first(execute, sql, params, many, context):
        if sql.startswith("UPDATE") and "webhookdelivery" in sql and not other:
            other.append(None)
            other[0] = restore_webhook.deliver(delivery.pk)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(let_the_other_one_go_first):
        assert not restore_webhook.deliver(delivery.pk)
    assert other == [True]
    assert len(receiver.calls) == delivery.attempts.count() == 1


@pytest.mark.parametrize("wait", ["²", "٣", "-1", "1.5", "9" * 5000, "Wed, 21 Oct 2026 07:28:00 GMT", ""])
def test_a_retry_after_that_is_no_number_of_seconds_is_left_alone(restore, webhook, receiver, wait):
    receiver.responses = [(503, {"Retry-After": wait.encode().decode("latin-1")})]
    delivery = restore_webhook.enqueue(restore)
    assert not restore_webhook.deliver(delivery.pk)
    delivery.refresh_from_db()
    assert delivery.next_attempt_at < clock.now() + restore_webhook.RETRY_DELAYS[0]
    assert (delivery.attempt_count, delivery.attempts.get().status) == (1, 503)


def test_a_try_that_breaks_is_counted_and_shown(restore, webhook, monkeypatch):
    def broken(delivery):
        raise KeyError("secret")

    monkeypatch.setattr(restore_webhook, "_call", broken)
    delivery = restore_webhook.enqueue(restore)
    assert not restore_webhook.deliver(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.attempt_count, delivery.attempts.get().outcome) == (1, restore_webhook.INTERNAL_ERROR)
    assert delivery.next_attempt_at


def test_a_try_whose_process_died_is_made_again_a_minute_later(restore, webhook, receiver):
    delivery = restore_webhook.enqueue(restore)
    WebhookDelivery.objects.update(
        attempt_count=1, next_attempt_at=clock.now() + restore_webhook.CLAIM_TIMEOUT
    )
    with time_machine.travel(clock.now() + timedelta(seconds=61)):
        assert restore_webhook.deliver(delivery.pk)


def test_a_redirect_is_an_answer_and_not_followed(restore, webhook, receiver):
    receiver.responses = [(302, {"Location": receiver.url})]
    assert not restore_webhook.deliver(restore_webhook.enqueue(restore).pk)
    assert len(receiver.calls) == 1


def test_the_answer_is_kept_encrypted(restore, webhook, receiver):
    delivery = restore_webhook.enqueue(restore)
    restore_webhook.deliver(delivery.pk)
    attempt = delivery.attempts.get()
    assert (attempt.status, attempt.response_body) == (200, '{"ok":true}')


def test_a_receiver_that_is_not_there_is_tried_again(restore, webhook):
    StagingRestoreWebhook.objects.update(url="http://127.0.0.1:9/")
    delivery = restore_webhook.enqueue(restore)
    assert not restore_webhook.deliver(delivery.pk)
    attempt = delivery.attempts.get()
    assert (attempt.status, attempt.outcome) == (None, "Couldn’t connect to 127.0.0.1.")


@pytest.mark.parametrize("url", ["https://10.1.2.3/", "https://169.254.169.254/latest", "https://[fd00::1]/"])
def test_an_address_that_leads_into_a_private_network_is_never_called(cast, restore, url):
    webhook_settings.configure(cast.pair.staging, url, by=cast.adam)
    delivery = restore_webhook.enqueue(restore)
    assert not restore_webhook.deliver(delivery.pk)
    assert delivery.attempts.get().outcome == "The URL points to a private network."


def test_loopback_is_for_the_embedded_default_alone(cast, restore, webhook, receiver, settings):
    settings.EMBEDDED = False
    with pytest.raises(ValidationError):
        webhook_settings.configure(cast.pair.staging, receiver.url, by=cast.adam)
    assert not restore_webhook.deliver(restore_webhook.enqueue(restore).pk)
    StagingRestoreWebhook.objects.update(url=receiver.url.replace("http:", "https:"))
    assert not restore_webhook.deliver(restore_webhook.enqueue(restore).pk)
    assert not receiver.calls


def test_a_test_is_one_call_that_says_so(cast, webhook, receiver):
    receiver.responses = [500]
    delivery = send_test(webhook, by=cast.adam)
    restore_webhook.deliver(delivery.pk)
    delivery.refresh_from_db()
    assert receiver.calls[0].json["Test"] is True
    assert (delivery.attempt_count, delivery.next_attempt_at) == (1, None)


@pytest.mark.parametrize("who", ["tess", "victor", "stan", "oscar"])
def test_only_admins_and_the_owner_set_or_test_it(cast, webhook, who):
    with pytest.raises(PermissionDenied):
        webhook_settings.configure(cast.pair.staging, "https://hooks.example/", by=cast.users[who])
    delivery = restore_webhook.create_delivery(webhook, clock.now(), clock.now())
    WebhookDelivery.objects.update(next_attempt_at=None)
    for act, subject in ((send_test, webhook), (webhook_settings.disable, webhook), (redeliver, delivery)):
        with pytest.raises(PermissionDenied):
            act(subject, by=cast.users[who])
    delivery.refresh_from_db()
    assert (delivery.next_attempt_at, webhook.deliveries.count()) == (None, 1)


def test_a_test_and_a_call_once_more_are_audited(cast, webhook):
    delivery = send_test(webhook, by=cast.adam)
    redeliver(delivery, by=cast.olive)
    rows = AuditEntry.objects.filter(details__delivery=delivery.event_id).order_by("id")
    assert list(rows.values_list("event", "actor_name", "organization")) == [
        (Event.RESTORE_WEBHOOK_TESTED, "Adam", "acme_Staging"),
        (Event.RESTORE_WEBHOOK_REDELIVERED, "Olive", "acme_Staging"),
    ]


def test_the_last_hundred_deliveries_are_kept(restore, webhook, monkeypatch):
    monkeypatch.setattr(restore_webhook, "MAX_DELIVERIES", 3)
    for _ in range(6):
        restore_webhook.deliver(restore_webhook.enqueue(restore).pk)
    assert webhook.deliveries.count() == 4
