"""Which details of an entry the people of an organization may read, and how they are called.

Details are written for operators too. A key that is not listed here is never shown in the audit log of an
organization: its value may name an organization, a user or an address that its readers may not know of.
"""

from collections.abc import Mapping

from django.utils.dateparse import parse_datetime

from accounts.audit.events import Event
from lib.templatetags.ui import humanize_name, humanize_value, utc_time

# Of every event.
COMMON = ("reason",)
BY_EVENT: Mapping[str, tuple[str, ...]] = {
    Event.ORGANIZATION_CREATED: ("environment",),
    Event.ORGANIZATION_CONNECTED: ("environment", "type", "client", "url"),
    Event.ORGANIZATION_TRANSFERRED: ("former_owner", "former_owner_stays"),
    Event.CATALOG_SYNCHRONIZED: ("catalog", "category"),
    Event.ORDERS_SYNCHRONIZED: ("start", "end"),
    Event.CONNECTION_TESTED: ("url", "client"),
    Event.CONNECTION_DROPPED: ("type",),
    Event.RESTORE_STARTED: ("trigger",),
    Event.RESTORE_ENDED: ("reads", "writes", "deletes", "failed"),
    Event.RESTORE_HELD: ("slot",),
    Event.RESTORE_WEBHOOK_TESTED: ("delivery",),
    Event.RESTORE_WEBHOOK_REDELIVERED: ("delivery",),
    Event.RESTORE_SETTINGS_UPDATED: ("copy_secrets",),
    Event.EVENT_WEBHOOK_CREATED: ("url", "events"),
    Event.EVENT_WEBHOOK_UPDATED: ("url", "events", "active"),
    Event.EVENT_WEBHOOK_DELETED: ("url",),
    Event.EVENT_WEBHOOK_TESTED: ("delivery",),
    Event.EVENT_WEBHOOK_REDELIVERED: ("delivery",),
    Event.CONTRIBUTOR_INVITED: ("access",),
    Event.ACCESS_CHANGED: ("added", "removed"),
    Event.IMPERSONATION_TOKEN_ISSUED: ("client", "roles"),
    Event.ROLE_REQUESTED: ("operation",),
    Event.CONSOLE_REQUEST_SENT: ("method", "path", "status", "undoes"),
    Event.CONSOLE_WRITES_UNLOCKED: ("until", "confirmed_by"),
    Event.WRITE_GUARD_UPDATED: ("writes_reviewed", "deletes_approved"),
    Event.DELETE_APPROVAL_REQUESTED: ("method", "path"),
    Event.DELETE_APPROVAL_APPROVED: ("method", "path"),
    Event.DELETE_APPROVAL_DECLINED: ("method", "path"),
    Event.CONSOLE_CONTEXT_CHOSEN: ("client", "for_new_requests"),
}
LABELS = {
    "confirmed_by": "Confirmed with",
    "writes_reviewed": "Writes are reviewed",
    "deletes_approved": "Deletes need a second person",
    "copy_secrets": "Copies secrets",
    "url": "URL",
    "client": "Client ID",
    "former_owner_stays": "Former owner stays",
}
TIMES = frozenset({"slot", "until"})


def shown_details(event: str, details: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return the label and the value of each detail that may be shown, in the order of the list above."""
    return [
        (LABELS.get(key, humanize_name(key)), _in_words(key, details[key]))
        for key in (*COMMON, *BY_EVENT.get(event, ()))
        if details.get(key) not in (None, "")
    ]


def _in_words(key: str, value: object) -> str:
    if key in TIMES and (time := parse_datetime(str(value))):
        return utc_time(time)
    return humanize_value(value)
