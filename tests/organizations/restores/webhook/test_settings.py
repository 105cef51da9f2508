"""The settings of the staging restore webhook."""

import json

import pytest
from django.core.exceptions import ValidationError

from accounts.audit.events import Event
from accounts.models import AuditEntry
from organizations.restores.models import StagingRestoreWebhook
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
