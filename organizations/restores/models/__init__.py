"""Restores of Staging as rows. Django looks for models here."""

from organizations.restores.models.permission import RestorePermission
from organizations.restores.models.restore import (
    Restore,
    RestoreCapture,
    RestoreFinding,
    RestoreNote,
    RestoreQuerySet,
    RestoreStep,
)
from organizations.restores.models.webhook import DeliveryTry, StagingRestoreWebhook, WebhookDelivery

__all__ = [
    "DeliveryTry",
    "Restore",
    "RestoreCapture",
    "RestoreFinding",
    "RestoreNote",
    "RestorePermission",
    "RestoreQuerySet",
    "RestoreStep",
    "StagingRestoreWebhook",
    "WebhookDelivery",
]
