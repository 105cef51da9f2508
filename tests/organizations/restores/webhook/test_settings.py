"""The settings of the staging restore webhook."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.audit.events import Event
from accounts.models import AuditEntry
from lib import clock
from organizations.restores.models import StagingRestoreWebhook, WebhookDelivery
from organizations.restores.webhook import settings as webhook_settings
from organizations.restores.webhook import staging_restore
from organizations.restores.webhook.requests import redeliver, send_test
from organizations.restores.webhook.settings import configure

KEY = "a key that only the receiver knows"


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example/",
        "ftp://hooks.example/",
        "hooks.example",
        "https://",
        "http://[",
        "https://a:b@c/",
    ],
)
def test_only_https_urls_are_accepted(cast, url):
    with pytest.raises(ValidationError):
        configure(cast.pair.staging, url, by=cast.adam)
    assert not StagingRestoreWebhook.objects.exists()


def test_the_audit_entry_of_the_settings_does_not_contain_the_key(cast):
    configure(cast.pair.staging, "https://hooks.example/", KEY, by=cast.adam)
    entry = AuditEntry.objects.get(event=Event.RESTORE_WEBHOOK_CONFIGURED)
    assert entry.actor == cast.adam
    assert KEY not in json.dumps(entry.details)


@pytest.mark.parametrize("who", ["tess", "victor", "stan", "oscar"])
def test_only_the_owner_and_admins_configure_test_and_disable_the_webhook(cast, webhook, who):
    with pytest.raises(PermissionDenied):
        webhook_settings.configure(cast.pair.staging, "https://hooks.example/", by=cast.users[who])
    delivery = staging_restore.create_delivery(webhook, clock.now(), clock.now())
    WebhookDelivery.objects.update(next_attempt_at=None)
    for action, subject in ((send_test, webhook), (webhook_settings.disable, webhook), (redeliver, delivery)):
        with pytest.raises(PermissionDenied):
            action(subject, by=cast.users[who])
    delivery.refresh_from_db()
    assert (delivery.next_attempt_at, webhook.deliveries.count()) == (None, 1)
