"""Requested webhook deliveries and their audit entries."""

import pytest

from accounts.audit.events import Event
from accounts.models import AuditEntry
from organizations.restores.models import WebhookDelivery
from organizations.restores.webhook import delivery as restore_webhook
from organizations.restores.webhook import requests, settings, staging_restore
from organizations.restores.webhook.requests import redeliver, send_test


def broken(delivery):
    raise RuntimeError


def test_a_redelivery_that_fails_is_not_audited(cast, monkeypatch):
    webhook = settings.configure(cast.pair.staging, "https://hooks.example/", "key of the hook", by=cast.adam)
    delivery = requests.send_test(webhook, by=cast.adam)
    monkeypatch.setattr(restore_webhook, "enqueue", broken)
    with pytest.raises(RuntimeError):
        requests.redeliver(delivery, by=cast.olive)
    assert not AuditEntry.objects.filter(event=Event.RESTORE_WEBHOOK_REDELIVERED).exists()


def test_a_failed_delivery_can_be_sent_again(cast, restore, webhook, receiver):
    delivery = staging_restore.announce(restore)
    WebhookDelivery.objects.update(attempt_count=restore_webhook.MAX_ATTEMPTS, next_attempt_at=None)
    redeliver(delivery, by=cast.olive)
    assert not receiver.calls
    assert restore_webhook.deliver(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.attempt_count, bool(delivery.delivered_at), len(receiver.calls)) == (1, True, 1)


def test_a_test_is_one_call_marked_as_a_test(cast, webhook, receiver):
    receiver.responses = [500]
    delivery = send_test(webhook, by=cast.adam)
    restore_webhook.deliver(delivery.pk)
    delivery.refresh_from_db()
    assert receiver.calls[0].json["Test"] is True
    assert (delivery.attempt_count, delivery.next_attempt_at) == (1, None)


def test_tests_and_redeliveries_are_audited(cast, webhook):
    delivery = send_test(webhook, by=cast.adam)
    redeliver(delivery, by=cast.olive)
    rows = AuditEntry.objects.filter(details__delivery=delivery.event_id).order_by("id")
    assert list(rows.values_list("event", "actor_name", "organization")) == [
        (Event.RESTORE_WEBHOOK_TESTED, "Adam", "acme_Staging"),
        (Event.RESTORE_WEBHOOK_REDELIVERED, "Olive", "acme_Staging"),
    ]
