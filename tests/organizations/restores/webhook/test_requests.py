"""Requested webhook deliveries and their audit entries."""

import pytest

from accounts.audit.events import Event
from accounts.models import AuditEntry
from organizations.restores.webhook import requests, settings


def broken(delivery):
    raise RuntimeError


def test_a_redelivery_that_fails_is_not_audited(cast, monkeypatch):
    webhook = settings.configure(cast.pair.staging, "https://hooks.example/", "key of the hook", by=cast.adam)
    delivery = requests.send_test(webhook, by=cast.adam)
    monkeypatch.setattr(requests, "_enqueue", broken)
    with pytest.raises(RuntimeError):
        requests.redeliver(delivery, by=cast.olive)
    assert not AuditEntry.objects.filter(event=Event.RESTORE_WEBHOOK_REDELIVERED).exists()
