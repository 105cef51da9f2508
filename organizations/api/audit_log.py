"""The audit log of an organization in the Portal API."""

from typing import Any

from ninja import Query, Router

from accounts.api.audit_log import LogQuery, log_page
from accounts.api.audit_log_schemas import AuditLogEntry
from accounts.api.auth import ApiRequest, PortalBearer
from accounts.audit import log
from accounts.audit.rows import organization_row
from lib.api.describe import describe, page_parameters
from lib.api.page import ListPage
from organizations.access import get_organization_or_404
from organizations.permissions import Can

router = Router(auth=PortalBearer(), tags=["Audit log"])


@router.get(
    "/organizations/{organization_id}/auditlog",
    response=ListPage[AuditLogEntry],
    openapi_extra=describe(parameters=page_parameters()),
    summary="List an organization's audit log",
)
def list_audit_log(request: ApiRequest, organization_id: str, query: Query[LogQuery]) -> dict[str, Any]:
    """List what happened to an organization, newest first, for its owner and admins."""
    organization = get_organization_or_404(request.auth, organization_id, Can.VIEW_AUDIT_LOG)
    entries = log.entries_of(organization.pk, since=organization.created_at)
    return log_page(entries, query, request.GET, organization_row)
