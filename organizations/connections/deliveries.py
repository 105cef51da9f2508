"""Deliveries of webhooks that a connection shows: those of the emulator, at its control address."""

from dataclasses import dataclass
from datetime import datetime

import requests
from django.conf import settings
from django.utils.dateparse import parse_datetime

from environments.ordercloud.errors import Unreachable
from organizations.models import Connection, Organization

MAX_DELIVERIES = 20
NOT_SHOWN = "OrderCloud keeps no log of deliveries that its API shows. Look at the log of the receiver."


@dataclass(frozen=True)
class Delivery:
    """One attempt to deliver. `status` is 0 without a response, and `error` is why."""

    sent_at: datetime | None
    url: str
    attempt: int
    status: int
    error: str


def shows_deliveries(organization: Organization) -> bool:
    """Return whether the connection of the organization shows deliveries."""
    return organization.connection.type == Connection.Type.EMULATOR and bool(settings.EMULATOR_KEY)


def deliveries_of(organization: Organization, webhook_id: str) -> list[Delivery]:
    """Return the last deliveries of a webhook, the newest first.

    Raises:
        Unreachable: the emulator does not respond.
    """
    url = f"{settings.EMULATOR_URL}/_emulator/deliveries"
    try:
        response = requests.get(
            url,
            params={"organization": organization.pk},
            headers={"X-Emulator-Key": settings.EMULATOR_KEY},
            timeout=(3.05, 10),
        )
        response.raise_for_status()
        items = response.json()["Items"]
    except (requests.RequestException, ValueError, KeyError) as error:
        raise Unreachable(f"The emulator couldn't list its deliveries ({type(error).__name__}).") from error
    mine = [
        item
        for item in items
        if item.get("Kind") == "Webhook" and str(item.get("ID")).lower() == webhook_id.lower()
    ]
    return [_delivery(item) for item in reversed(mine[-MAX_DELIVERIES:])]


def _delivery(item: dict) -> Delivery:
    return Delivery(
        parse_datetime(str(item.get("At") or "")),
        str(item.get("Url") or ""),
        int(item.get("Attempt") or 1),
        int(item.get("Status") or 0),
        str(item.get("Error") or ""),
    )
