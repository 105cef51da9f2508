"""Access of users and teams to an organization in the Portal API, for its admins."""

from typing import Any

from django.db.models import QuerySet
from ninja import Router

from accounts.api.auth import ApiRequest, PortalBearer
from contributors.api.shapes import team_assignment_dict, user_assignment_dict
from contributors.models import AccessGrant
from lib.api.pagination import ListQuery, paginate_queryset
from organizations.access import get_organization_or_404
from organizations.models import Organization
from organizations.permissions import Can

router = Router(auth=PortalBearer(), tags=["Contributors"])

# Not the email: someone who has not accepted could be found by it.
USER_FIELDS = {"Name": "user__name", "Username": "user__username"}
TEAM_FIELDS = {"Id": "team__pk", "Name": "team__name"}


@router.get("/organizations/{organization_id}/access/users", summary="List access of users")
def list_user_access(request: ApiRequest, organization_id: str) -> dict[str, Any]:
    """List the direct access of users, and the invitations; one to an address has the `Email` only."""
    organization = get_organization_or_404(request.auth, organization_id, Can.MANAGE)
    query = ListQuery.parse(request.GET, fields=USER_FIELDS, searched=list(USER_FIELDS))
    grants = _grants(organization).filter(team=None).select_related("user")
    return paginate_queryset(query, grants, user_assignment_dict)


@router.get("/organizations/{organization_id}/access/teams", summary="List access of teams")
def list_team_access(request: ApiRequest, organization_id: str) -> dict[str, Any]:
    """List the access of teams with the invitations."""
    organization = get_organization_or_404(request.auth, organization_id, Can.MANAGE)
    query = ListQuery.parse(request.GET, fields=TEAM_FIELDS, searched=list(TEAM_FIELDS))
    grants = _grants(organization).filter(team__isnull=False).select_related("team__owner")
    return paginate_queryset(query, grants, lambda grant: team_assignment_dict(grant, request.auth))


def _grants(organization: Organization) -> QuerySet[AccessGrant]:
    return AccessGrant.objects.filter(organization=organization)
