"""Event webhooks of a Staging organization: creation, changes, another secret, deletion."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from lib import clock
from organizations.access import require
from organizations.models import Organization
from organizations.permissions import Can
from organizations.restores.models import DeliveryAttempt, EventWebhook, WebhookEvent
from organizations.restores.models.event_webhook import MAX_DESCRIPTION_LENGTH
from organizations.restores.webhook.settings import check_url
from organizations.restores.webhook.signing import new_secret

MAX_WEBHOOKS = 10
SECRET_OVERLAP = timedelta(hours=24)


@dataclass(frozen=True)
class Settings:
    """What the admins of an organization choose for a webhook."""

    url: str
    events: Sequence[str]
    description: str = ""
    active: bool = True


def settings_of(webhook: EventWebhook) -> Settings:
    """Return the settings that the webhook has."""
    return Settings(webhook.url, webhook.events, webhook.description, webhook.active)


def create(organization: Organization, settings: Settings, *, by: User) -> EventWebhook:
    """Create a webhook with a new secret.

    Raises:
        PermissionDenied: The user is neither the owner nor an admin.
        ValidationError: A setting is invalid, or there are `MAX_WEBHOOKS` already.
    """
    require(by, Can.RESTORE, organization)
    settings = _checked(settings)
    with transaction.atomic():
        Organization.objects.select_for_update().get(pk=organization.pk)
        if organization.event_webhooks.count() >= MAX_WEBHOOKS:
            raise ValidationError(f"An organization can have at most {MAX_WEBHOOKS} event webhooks.")
        webhook = EventWebhook(organization=organization, secret=new_secret())
        _apply(webhook, settings)
        webhook.save()
        _record(Event.EVENT_WEBHOOK_CREATED, webhook, by, url=webhook.url, events=webhook.events)
    return webhook


def update(webhook: EventWebhook, settings: Settings, *, by: User) -> None:
    """Change the settings of a webhook.

    Turning it off ends the attempts of its deliveries; turning it on clears its failures.

    Raises:
        PermissionDenied: The user is neither the owner nor an admin.
        ValidationError: A setting is invalid.
    """
    require(by, Can.RESTORE, webhook.organization)
    settings = _checked(settings)
    with transaction.atomic():
        row = EventWebhook.objects.select_for_update().get(pk=webhook.pk)
        fields = ["url", "events", "description", "active", "updated_at"]
        if settings.active and not row.active:
            webhook.failing_since = webhook.disabled_at = None
            fields += ["failing_since", "disabled_at"]
        if row.active and not settings.active:
            row.deliveries.update(next_attempt_at=None)
        _apply(webhook, settings)
        webhook.save(update_fields=fields)
        _record(
            Event.EVENT_WEBHOOK_UPDATED,
            webhook,
            by,
            url=webhook.url,
            events=webhook.events,
            active=webhook.active,
        )


def rotate_secret(webhook: EventWebhook, *, by: User) -> None:
    """Give the webhook a new secret. Calls are signed with both for `SECRET_OVERLAP`.

    Raises:
        PermissionDenied: The user is neither the owner nor an admin.
    """
    require(by, Can.RESTORE, webhook.organization)
    with transaction.atomic():
        now = clock.now()
        row = EventWebhook.objects.select_for_update().get(pk=webhook.pk)
        webhook.previous_secret, webhook.secret = row.secret, new_secret()
        webhook.previous_secret_expires_at, webhook.updated_at = now + SECRET_OVERLAP, now
        webhook.save(update_fields=["secret", "previous_secret", "previous_secret_expires_at", "updated_at"])
        _record(Event.EVENT_WEBHOOK_SECRET_ROTATED, webhook, by)


def delete(webhook: EventWebhook, *, by: User) -> None:
    """Delete a webhook with its deliveries.

    Raises:
        PermissionDenied: The user is neither the owner nor an admin.
    """
    require(by, Can.RESTORE, webhook.organization)
    with transaction.atomic():
        _record(Event.EVENT_WEBHOOK_DELETED, webhook, by, url=webhook.url)
        webhook.delete()


def with_last_attempts(webhooks: QuerySet[EventWebhook]) -> list[tuple[EventWebhook, DeliveryAttempt | None]]:
    """Return each webhook with its latest attempt, in two queries."""
    latest = DeliveryAttempt.objects.filter(delivery__event_webhook=OuterRef("pk")).order_by("-pk")
    ids = dict(webhooks.annotate(attempt=Subquery(latest.values("pk")[:1])).values_list("pk", "attempt"))
    attempts = DeliveryAttempt.objects.in_bulk([pk for pk in ids.values() if pk])
    return [(webhook, attempts.get(ids.get(webhook.pk, 0))) for webhook in webhooks]


def _apply(webhook: EventWebhook, settings: Settings) -> None:
    webhook.url, webhook.description = settings.url, settings.description
    webhook.events, webhook.active = list(settings.events), settings.active
    webhook.updated_at = clock.now()


def _checked(settings: Settings) -> Settings:
    """Return the settings without spaces around and with each event once, in the order of the list.

    Raises:
        ValidationError: A setting is invalid; with its field.
    """
    url, description = settings.url.strip(), settings.description.strip()
    check_url(url)
    if len(description) > MAX_DESCRIPTION_LENGTH:
        raise ValidationError({"description": f"Use at most {MAX_DESCRIPTION_LENGTH} characters."})
    return Settings(url, _known(settings.events), description, settings.active)


def _known(events: Iterable[str]) -> list[str]:
    chosen = set(events)
    if unknown := chosen - set(WebhookEvent.values):
        raise ValidationError({"events": f"Unknown event: {sorted(unknown)[0]}."})
    if not chosen:
        raise ValidationError({"events": "Choose at least one event."})
    return [event for event in WebhookEvent.values if event in chosen]


def _record(event: Event, webhook: EventWebhook, by: User, **details: Any) -> None:
    audit_log.record(event, by=by, target=webhook, organization=webhook.organization_id, **details)
