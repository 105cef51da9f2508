"""Access of teams to an organization in the Portal API."""

from typing import Any

from ninja import Router

from accounts.api.auth import ApiRequest, PortalBearer
from contributors.api.shapes import team_assignment_dict
from contributors.models import AccessGrant
from lib.api.pagination import ListQuery, paginate_queryset
from organizations.access import get_organization_or_404
from organizations.permissions import Can

router = Router(auth=PortalBearer(), tags=["Contributors"])

FIELDS = {"Id": "team__pk", "Name": "team__name"}


@router.get("/organizations/{organization_id}/access/teams", summary="List access of teams")
def list_team_access(request: ApiRequest, organization_id: str) -> dict[str, Any]:
    """List the access of teams with the invitations."""
    organization = get_organization_or_404(request.auth, organization_id, Can.MANAGE)
    query = ListQuery.parse(request.GET, fields=FIELDS, searched=list(FIELDS))
    grants = AccessGrant.objects.filter(organization=organization, team__isnull=False)
    return paginate_queryset(
        query, grants.select_related("team__owner"), lambda grant: team_assignment_dict(grant, request.auth)
    )
