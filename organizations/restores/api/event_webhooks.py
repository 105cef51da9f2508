"""Event webhooks in the Portal API."""

from typing import Any

from django.http import HttpResponse
from ninja import Router, Status

from accounts.api.auth import ApiRequest, PortalBearer
from lib.api import conditional
from lib.api.describe import ErrorCase, describe
from lib.api.errors import not_found
from lib.api.page import ListPage
from lib.api.pagination import paginate_callable, paginate_list
from organizations.access import require
from organizations.models import Organization
from organizations.permissions import Can
from organizations.restores.api import event_webhook_schemas as schemas
from organizations.restores.api.lookup import get_pair, row_number
from organizations.restores.models import EventWebhook, WebhookDelivery
from organizations.restores.webhook import event_webhooks, requests

router = Router(auth=PortalBearer(), tags=["Event webhooks"])
PATH = "/organizations/{organization_id}/restorewebhooks"
FULL = ErrorCase(400, "ValidationFailure", "An organization can have at most 10 event webhooks.")
OFF = ErrorCase(400, "ValidationFailure", "The webhook is off. Turn it on first.")


def lock_webhook(request: ApiRequest, organization_id: str, webhook_id: str) -> bool:
    """Lock the webhook, and return whether it exists."""
    rows = EventWebhook.objects.select_for_update().filter(pk=row_number(webhook_id))
    return bool(rows)


@router.get(PATH, response=ListPage[schemas.EventWebhook], summary="List event webhooks")
def list_event_webhooks(request: ApiRequest, organization_id: str) -> dict[str, Any]:
    """List the event webhooks of a staging pair, oldest first, without their secrets."""
    webhooks = _get_staging(request, organization_id).event_webhooks.all()
    return paginate_list(request.GET, [_webhook_dict(webhook) for webhook in webhooks])


@router.post(
    PATH,
    response={201: schemas.EventWebhookWithSecret},
    summary="Create an event webhook",
    openapi_extra=describe(FULL, headers=("Location",)),
)
def create_event_webhook(
    request: ApiRequest, response: HttpResponse, organization_id: str, body: schemas.EventWebhookRequest
) -> Status[dict[str, Any]]:
    """Create a webhook and return its secret, which no later response has; at most ten for a pair."""
    staging = _get_staging(request, organization_id)
    webhook = event_webhooks.create(staging, _settings(body), by=request.auth)
    response["Location"] = f"{request.path}/{webhook.pk}"
    return Status(201, _webhook_dict(webhook) | {"Secret": webhook.secret})


@router.get(f"{PATH}/{{webhook_id}}", response=schemas.EventWebhook, summary="Get an event webhook")
def get_event_webhook(request: ApiRequest, organization_id: str, webhook_id: str) -> dict[str, Any]:
    """Return a webhook without its secret."""
    return _webhook_dict(_get_webhook(request, organization_id, webhook_id))


@router.put(f"{PATH}/{{webhook_id}}", response=schemas.EventWebhook, summary="Save an event webhook")
@conditional.write(lock_webhook)
def save_event_webhook(
    request: ApiRequest, organization_id: str, webhook_id: str, body: schemas.EventWebhookRequest
) -> dict[str, Any]:
    """Change a webhook. Turning it off ends the attempts of its deliveries; the secret stays."""
    webhook = _get_webhook(request, organization_id, webhook_id)
    event_webhooks.update(webhook, _settings(body), by=request.auth)
    return _webhook_dict(webhook)


@router.delete(f"{PATH}/{{webhook_id}}", response={204: None}, summary="Delete an event webhook")
@conditional.write(lock_webhook)
def delete_event_webhook(request: ApiRequest, organization_id: str, webhook_id: str) -> Status[None]:
    """Delete a webhook with its deliveries."""
    event_webhooks.delete(_get_webhook(request, organization_id, webhook_id), by=request.auth)
    return Status(204, None)


@router.post(
    f"{PATH}/{{webhook_id}}/rotatesecret",
    response=schemas.EventWebhookWithSecret,
    summary="Rotate the secret of an event webhook",
)
def rotate_secret(request: ApiRequest, organization_id: str, webhook_id: str) -> dict[str, Any]:
    """Replace the secret and return the new one. For 24 hours calls are signed with both."""
    webhook = _get_webhook(request, organization_id, webhook_id)
    event_webhooks.rotate_secret(webhook, by=request.auth)
    return _webhook_dict(webhook) | {"Secret": webhook.secret}


@router.post(
    f"{PATH}/{{webhook_id}}/test",
    response={202: schemas.EventWebhookDelivery},
    summary="Test an event webhook",
    openapi_extra=describe(OFF),
)
def test_event_webhook(request: ApiRequest, organization_id: str, webhook_id: str) -> Status[dict[str, Any]]:
    """Have a worker send one call of the type `webhook.test`; at most five calls a minute."""
    webhook = _get_webhook(request, organization_id, webhook_id)
    return Status(202, _delivery_dict(requests.send_test(webhook, by=request.auth)))


@router.get(
    f"{PATH}/{{webhook_id}}/deliveries",
    response=ListPage[schemas.EventWebhookDelivery],
    summary="List deliveries of an event webhook",
)
def list_deliveries(request: ApiRequest, organization_id: str, webhook_id: str) -> dict[str, Any]:
    """List the last deliveries with their attempts, newest first."""
    rows = _get_webhook(request, organization_id, webhook_id).deliveries.prefetch_related("attempts")

    def fetch(offset: int, limit: int) -> list[dict[str, Any]]:
        return [_delivery_dict(row) for row in rows[offset : offset + limit]]

    return paginate_callable(request.GET, rows.count(), fetch)


@router.post(
    f"{PATH}/{{webhook_id}}/deliveries/{{delivery_id}}/resend",
    response={202: schemas.EventWebhookDelivery},
    summary="Resend a delivery of an event webhook",
    openapi_extra=describe(OFF),
)
def resend_delivery(
    request: ApiRequest, organization_id: str, webhook_id: str, delivery_id: str
) -> Status[dict[str, Any]]:
    """Restart the attempts of a delivery with the same `webhook-id`; at most five calls a minute."""
    rows = _get_webhook(request, organization_id, webhook_id).deliveries.select_related("event_webhook")
    delivery = rows.filter(pk=row_number(delivery_id)).first()
    if delivery is None:
        raise not_found("EventWebhookDelivery", delivery_id)
    requests.redeliver(delivery, by=request.auth)
    delivery.refresh_from_db()
    return Status(202, _delivery_dict(delivery))


def _get_staging(request: ApiRequest, organization_id: str) -> Organization:
    """Return the Staging organization of the pair, from either side, to those who manage it.

    Raises:
        Http404: The user doesn't see the organization.
        ApiError: 404 without a pair, or if the user or the token can't see Staging.
        PermissionDenied: The user is neither the owner nor an admin of Staging.
    """
    pair = get_pair(request, organization_id)
    require(request.auth, Can.RESTORE, pair.staging)
    return pair.staging


def _get_webhook(request: ApiRequest, organization_id: str, webhook_id: str) -> EventWebhook:
    """Return a webhook of the pair; for the errors see `_get_staging`, and 404 for another's."""
    webhooks = _get_staging(request, organization_id).event_webhooks.select_related("organization")
    webhook = webhooks.filter(pk=row_number(webhook_id)).first()
    if webhook is None:
        raise not_found("EventWebhook", webhook_id)
    return webhook


def _settings(body: schemas.EventWebhookRequest) -> event_webhooks.Settings:
    return event_webhooks.Settings(body.URL, body.Events, body.Description, body.Active)


def _webhook_dict(webhook: EventWebhook) -> dict[str, Any]:
    return {
        "Id": webhook.pk,
        "URL": webhook.url,
        "Description": webhook.description,
        "Events": webhook.events,
        "Active": webhook.active,
        "DateCreated": webhook.created_at,
        "DateUpdated": webhook.updated_at,
        "FailingSince": webhook.failing_since,
        "DateDisabled": webhook.disabled_at,
        "PreviousSecretExpires": webhook.previous_secret_expires_at,
    }


def _delivery_dict(delivery: WebhookDelivery) -> dict[str, Any]:
    state = "delivered" if delivery.delivered_at else "pending" if delivery.next_attempt_at else "failed"
    return {
        "Id": delivery.pk,
        "EventId": delivery.event_id,
        "Event": delivery.event,
        "State": state,
        "Test": delivery.is_test,
        "DateCreated": delivery.created_at,
        "DateDelivered": delivery.delivered_at,
        "NextAttempt": delivery.next_attempt_at,
        "Body": delivery.body,
        "Attempts": [
            {
                "DateAttempted": attempt.attempted_at,
                "Seconds": attempt.seconds,
                "Status": attempt.status,
                "Outcome": attempt.outcome,
                "Response": attempt.response_body,
            }
            for attempt in delivery.attempts.all()
        ],
    }
