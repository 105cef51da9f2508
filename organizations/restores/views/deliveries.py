"""Deliveries of a webhook on its page: the last ones, and one of them with its attempts."""

import json
from typing import Any

from lib import clock
from organizations.http import OrganizationHttpRequest
from organizations.restores.models import EventWebhook, StagingRestoreWebhook
from organizations.restores.webhook import delivery

SELECTED_TEMPLATE = "organizations/restores/_delivery.html"


def deliveries_context(
    request: OrganizationHttpRequest, receiver: StagingRestoreWebhook | EventWebhook | None
) -> dict[str, Any]:
    """Return the last deliveries of the webhook, and the one that the parameter `delivery` selects."""
    deliveries = (
        receiver.deliveries.prefetch_related("attempts")[: delivery.MAX_DELIVERIES] if receiver else []
    )
    pk = request.GET.get("delivery", "")
    selected = next((candidate for candidate in deliveries if str(candidate.pk) == pk), None)
    return {
        "webhook": receiver,
        "deliveries": deliveries,
        "selected": selected,
        "body": json.dumps(json.loads(selected.body), indent=2) if selected else "",
        "is_sending": selected
        and selected.next_attempt_at
        and selected.next_attempt_at <= clock.now() + delivery.CLAIM_TIMEOUT,
    }
