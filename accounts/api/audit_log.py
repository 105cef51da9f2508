"""The signed-in user's own audit log in the Portal API, and what all audit logs share there."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any

from django.db.models import QuerySet
from ninja import Query, Router, Schema
from pydantic import Field

from accounts.api.audit_log_schemas import AuditLogEntry
from accounts.api.auth import ApiRequest, PortalBearer
from accounts.audit import log, sentences
from accounts.audit.events import Event
from accounts.audit.filters import PORTAL, YEARS, Filters
from accounts.audit.pages import NEWEST_FIRST
from accounts.audit.rows import Row, own_row
from accounts.models import AuditEntry, User
from lib.api.describe import describe, page_parameters
from lib.api.page import ListPage
from lib.api.pagination import paginate_callable

router = Router(auth=PortalBearer(), tags=["Me"])
Day = Annotated[date, Field(ge=date(YEARS.start, 1, 1), lt=date(YEARS.stop, 1, 1))]


class LogQuery(Schema):
    """The filters of an audit log. Days are in UTC and belong to it themselves."""

    event: Event | None = None
    by: str | None = Field(None, description='A username, or "portal" for what the portal did by itself.')
    start: Day | None = Field(None, alias="from")
    end: Day | None = Field(None, alias="to")

    def apply(self, entries: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """Return the entries that pass."""
        person = PORTAL if self.by == PORTAL else ""
        if self.by and not person:
            user = User.objects.by_username(self.by).first()
            if user is None:
                return entries.none()
            person = str(user.pk)
        filters = Filters(person=person, event=self.event or "", since=self.start, until=self.end)
        return filters.apply(entries, ())


def log_page(
    entries: QuerySet[AuditEntry],
    query: LogQuery,
    parameters: Mapping[str, str],
    to_row: Callable[[AuditEntry], Row],
) -> dict[str, Any]:
    """Return the requested page of the entries that pass, newest first."""
    found = query.apply(entries).select_related("actor").order_by(*NEWEST_FIRST)
    return paginate_callable(
        parameters,
        found.count(),
        lambda offset, limit: [_to_dict(to_row(entry)) for entry in found[offset : offset + limit]],
    )


@router.get(
    "/me/auditlog",
    response=ListPage[AuditLogEntry],
    openapi_extra=describe(parameters=page_parameters()),
    summary="List my audit log",
)
def list_my_audit_log(request: ApiRequest, query: Query[LogQuery]) -> dict[str, Any]:
    """List what you did and what was done to your account, newest first."""
    entries = log.entries_for(request.auth)
    return log_page(entries, query, request.GET, lambda entry: own_row(entry, request.auth))


def _to_dict(row: Row) -> dict[str, Any]:
    entry = row.entry
    return {
        "Id": entry.pk,
        "Date": entry.created_at,
        "Event": entry.event,
        "Description": sentences.describe(entry.event, entry.details),
        "Actor": row.actor,
        "Username": row.username,
        "Target": row.target,
        "Organization": entry.organization or None,
        "ActingAs": entry.impersonated or None,
        "Result": row.result[0],
        "IP": row.ip or None,
        "RequestID": entry.request_id or None,
        "Details": [{"Name": name, "Value": str(value)} for name, value in row.details],
    }
