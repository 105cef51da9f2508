"""Event webhooks: who may manage them, which settings are accepted, and what the audit log says."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from accounts.audit.events import Event
from accounts.models import AuditEntry
from organizations.restores.models import EventWebhook, WebhookDelivery
from organizations.restores.webhook import announcements, event_webhooks, requests
from organizations.restores.webhook.event_webhooks import Settings

URL = "https://hooks.example/chat"


@pytest.fixture
def webhook(cast):
    return event_webhooks.create(cast.pair.staging, Settings(URL, ["restore.finished"]), by=cast.adam)


def test_a_webhook_has_a_secret_of_its_own_that_is_stored_encrypted(cast, webhook):
    other = event_webhooks.create(cast.pair.staging, Settings(URL, ["plan.ready"]), by=cast.adam)
    assert webhook.secret.startswith("whsec_")
    assert webhook.secret != other.secret
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM restores_eventwebhook")
        assert not any(webhook.secret[6:] in stored for (stored,) in cursor.fetchall())


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        (Settings("http://hooks.example/", ["plan.ready"]), "url"),
        (Settings("https://user:word@hooks.example/", ["plan.ready"]), "url"),
        (Settings(URL, []), "events"),
        (Settings(URL, ["restore.exploded"]), "events"),
        (Settings(URL, ["webhook.test"]), "events"),
        (Settings(URL, ["plan.ready"], "x" * 101), "description"),
    ],
)
def test_invalid_settings_are_refused_with_their_field(cast, webhook, settings, field):
    for save in (event_webhooks.create, event_webhooks.update):
        subject = cast.pair.staging if save is event_webhooks.create else webhook
        with pytest.raises(ValidationError) as refused:
            save(subject, settings, by=cast.adam)
        assert list(refused.value.message_dict) == [field]
    assert EventWebhook.objects.count() == 1


def test_an_organization_has_at_most_ten_webhooks(cast):
    for _ in range(event_webhooks.MAX_WEBHOOKS):
        event_webhooks.create(cast.pair.staging, Settings(URL, ["plan.ready"]), by=cast.adam)
    with pytest.raises(ValidationError, match="at most 10"):
        event_webhooks.create(cast.pair.staging, Settings(URL, ["plan.ready"]), by=cast.adam)


@pytest.mark.parametrize("who", ["tess", "victor", "stan", "oscar"])
def test_only_the_owner_and_admins_manage_and_test_webhooks(cast, webhook, who):
    user, delivery = cast.users[who], announcements.create_test(webhook)
    for action, *arguments in (
        (event_webhooks.create, cast.pair.staging, Settings(URL, ["plan.ready"])),
        (event_webhooks.update, webhook, Settings(URL, ["plan.ready"])),
        (event_webhooks.rotate_secret, webhook),
        (event_webhooks.delete, webhook),
        (requests.send_test, webhook),
        (requests.redeliver, delivery),
    ):
        with pytest.raises(PermissionDenied):
            action(*arguments, by=user)
    assert EventWebhook.objects.get().secret == webhook.secret
    assert webhook.deliveries.count() == 1


def test_every_write_is_audited_without_the_secret(cast, webhook):
    event_webhooks.update(webhook, Settings(URL, ["plan.ready", "restore.drift"]), by=cast.olive)
    test = requests.send_test(webhook, by=cast.adam)
    requests.redeliver(test, by=cast.olive)
    event_webhooks.rotate_secret(webhook, by=cast.olive)
    event_webhooks.delete(webhook, by=cast.adam)
    entries = AuditEntry.objects.filter(target_type="eventwebhook", organization="acme_Staging").order_by(
        "id"
    )
    assert list(entries.values_list("event", "actor_name")) == [
        (Event.EVENT_WEBHOOK_CREATED, "Adam"),
        (Event.EVENT_WEBHOOK_UPDATED, "Olive"),
        (Event.EVENT_WEBHOOK_TESTED, "Adam"),
        (Event.EVENT_WEBHOOK_REDELIVERED, "Olive"),
        (Event.EVENT_WEBHOOK_SECRET_ROTATED, "Olive"),
        (Event.EVENT_WEBHOOK_DELETED, "Adam"),
    ]
    assert entries[1].details == {"url": URL, "events": ["restore.drift", "plan.ready"], "active": True}
    assert "whsec_" not in json.dumps(list(entries.values_list("details", flat=True)))


def test_turning_a_webhook_off_ends_the_attempts_of_its_deliveries(cast, webhook):
    requests.send_test(webhook, by=cast.adam)
    event_webhooks.update(webhook, Settings(URL, ["plan.ready"], active=False), by=cast.adam)
    assert not WebhookDelivery.objects.exclude(next_attempt_at=None).exists()
    for action, subject in ((requests.send_test, webhook), (requests.redeliver, webhook.deliveries.get())):
        with pytest.raises(ValidationError, match="Turn it on first"):
            action(subject, by=cast.adam)


def test_a_purged_organization_takes_its_webhooks_and_deliveries_along(cast, webhook):
    requests.send_test(webhook, by=cast.adam)
    cast.pair.staging.delete()
    assert not EventWebhook.objects.exists()
    assert not WebhookDelivery.objects.exists()
