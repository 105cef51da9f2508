"""Event webhooks whose calls only fail are turned off, and their admins learn of it."""

from datetime import timedelta

import pytest
import time_machine

from accounts.audit.events import Event
from accounts.models import AuditEntry, OutgoingMail
from lib import clock
from organizations.restores.webhook import announcements, delivery, event_webhooks, requests
from organizations.restores.webhook.event_webhooks import Settings
from organizations.restores.webhook.failures import DISABLE_AFTER

MOMENT = timedelta(seconds=10)


@pytest.fixture
def webhook(cast, receiver):
    return event_webhooks.create(
        cast.pair.staging, Settings(receiver.url, ["restore.finished"]), by=cast.adam
    )


@pytest.fixture
def traveller():
    with time_machine.travel(clock.now(), tick=False) as traveller:
        yield traveller


def attempt(webhook, restore, receiver, status: int) -> None:
    receiver.responses = [status]
    announcements.announce(restore)
    delivery.deliver(webhook.deliveries.first().pk)
    webhook.refresh_from_db()


def test_a_webhook_that_only_failed_for_two_weeks_is_turned_off_with_an_email(
    cast, restore, webhook, receiver, traveller
):
    attempt(webhook, restore, receiver, 503)
    traveller.shift(DISABLE_AFTER - MOMENT)
    attempt(webhook, restore, receiver, 503)
    assert webhook.active
    traveller.shift(MOMENT)
    attempt(webhook, restore, receiver, 503)
    assert (webhook.active, webhook.disabled_at) == (False, clock.now())
    assert not webhook.deliveries.exclude(next_attempt_at=None).exists()
    emails = OutgoingMail.objects.filter(subject="Event webhook turned off: acme_Staging")
    assert sorted(email.recipients[0] for email in emails) == ["adam@example.com", "olive@example.com"]
    assert f"/organizations/acme_Staging/restores/event-webhooks/{webhook.pk}/" in emails[0].text
    assert AuditEntry.objects.get(event=Event.EVENT_WEBHOOK_DISABLED).actor is None


def test_one_success_starts_the_two_weeks_again(restore, webhook, receiver, traveller):
    attempt(webhook, restore, receiver, 503)
    traveller.shift(DISABLE_AFTER - MOMENT)
    attempt(webhook, restore, receiver, 200)
    traveller.shift(MOMENT)
    attempt(webhook, restore, receiver, 503)
    assert (webhook.active, webhook.failing_since) == (True, clock.now())


def test_a_test_that_fails_is_not_counted(cast, webhook, receiver):
    receiver.responses = [500]
    delivery.deliver(requests.send_test(webhook, by=cast.adam).pk)
    webhook.refresh_from_db()
    assert webhook.failing_since is None


def test_turning_a_webhook_on_forgets_its_failures(cast, restore, webhook, receiver, traveller):
    attempt(webhook, restore, receiver, 503)
    traveller.shift(DISABLE_AFTER)
    attempt(webhook, restore, receiver, 503)
    event_webhooks.update(webhook, Settings(receiver.url, ["restore.finished"]), by=cast.adam)
    attempt(webhook, restore, receiver, 503)
    assert (webhook.active, webhook.disabled_at, webhook.failing_since) == (True, None, clock.now())
