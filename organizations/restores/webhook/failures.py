"""Event webhooks that only fail: they are turned off, and their admins get an email."""

from datetime import timedelta

from django.db.models.functions import Coalesce

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from lib import clock
from organizations.restores import mail
from organizations.restores.models import EventWebhook

DISABLE_AFTER = timedelta(days=14)


def count(webhook: EventWebhook, *, succeeded: bool, is_test: bool) -> None:
    """Count an attempt in its transaction; turn the webhook off after `DISABLE_AFTER` of only failures.

    A test that fails says nothing about the events, so it is not counted.
    """
    rows = EventWebhook.objects.filter(pk=webhook.pk)
    if succeeded:
        rows.filter(failing_since__isnull=False).update(failing_since=None)
        return
    if is_test:
        return
    now = clock.now()
    rows.update(failing_since=Coalesce("failing_since", now))
    if rows.filter(failing_since__lte=now - DISABLE_AFTER, active=True).update(active=False, disabled_at=now):
        webhook.deliveries.update(next_attempt_at=None)
        audit_log.record(Event.EVENT_WEBHOOK_DISABLED, target=webhook, organization=webhook.organization_id)
        mail.send_webhook_disabled(webhook)
