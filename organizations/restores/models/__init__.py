"""Models of the restores app."""

from organizations.restores.models.capture import RestoreCapture
from organizations.restores.models.event_webhook import EventWebhook, WebhookEvent
from organizations.restores.models.finding import RestoreFinding
from organizations.restores.models.permission import RestorePermission
from organizations.restores.models.restore import Restore, RestoreQuerySet
from organizations.restores.models.step import RestoreLogEntry, RestoreStep
from organizations.restores.models.webhook import DeliveryAttempt, StagingRestoreWebhook, WebhookDelivery

__all__ = [
    "DeliveryAttempt",
    "EventWebhook",
    "Restore",
    "RestoreCapture",
    "RestoreFinding",
    "RestoreLogEntry",
    "RestorePermission",
    "RestoreQuerySet",
    "RestoreStep",
    "StagingRestoreWebhook",
    "WebhookDelivery",
    "WebhookEvent",
]
