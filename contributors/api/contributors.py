"""Contributors of an organization in the Portal API: who has access, by themselves or through a team."""

from typing import Any

from django.db.models import QuerySet
from ninja import Router

from accounts.api import schemas as accounts
from accounts.api.auth import ApiRequest, PortalBearer
from accounts.api.users import to_contact_dict
from accounts.models import User
from contributors.api import schemas
from contributors.api.shapes import settings_dict, team_assignment_dict, user_assignment_dict
from contributors.effective_access import (
    EffectiveAccess,
    accepted_grants_filter,
    access_by_grants,
    effective_access,
)
from contributors.models import AccessGrant
from contributors.people import holders_filter
from lib.api.describe import describe, list_parameters
from lib.api.errors import not_found
from lib.api.page import ListPage
from lib.api.pagination import ListQuery, paginate_queryset
from organizations.access import get_organization_or_404
from organizations.models import Organization

router = Router(auth=PortalBearer(), tags=["Contributors"])

FIELDS = {
    "Name": "name",
    "FirstName": "name",
    "LastName": "name",
    "Username": "username",
    "Email": "email",
}
SEARCHED = ("Name", "Username", "Email")


def contributors_of(organization: Organization) -> QuerySet[User]:
    """Return those who accepted an access grant of their own or of their team, without the owner."""
    grants = AccessGrant.objects.accepted().filter(organization=organization)
    return User.objects.filter(holders_filter(grants)).exclude(pk=organization.owner_id)


@router.get(
    "/organizations/{organization_id}/contributors",
    response=ListPage[accounts.User],
    summary="List contributors",
    openapi_extra=describe(parameters=list_parameters(FIELDS, SEARCHED)),
)
def list_contributors(request: ApiRequest, organization_id: str) -> dict[str, Any]:
    """List who contributes to an organization, each once; invitations are not listed, nor is the owner."""
    organization = get_organization_or_404(request.auth, organization_id)
    query = ListQuery.parse(request.GET, fields=FIELDS, searched=SEARCHED)
    return paginate_queryset(
        query, contributors_of(organization), lambda user: to_contact_dict(user, with_email=True)
    )


@router.get(
    "/organizations/{organization_id}/contributors/{username}",
    response=schemas.ContributorDetail,
    summary="Get a contributor",
)
def get_contributor(request: ApiRequest, organization_id: str, username: str) -> dict[str, Any]:
    """Return what a contributor, or the owner, may do in an organization, and what gives it."""
    organization = get_organization_or_404(request.auth, organization_id)
    user = User.objects.by_username(username).first()
    access = _access_of(user, organization) if user else None
    if user is None or access is None or not access.has_access:
        raise not_found("User", username)
    direct = [user_assignment_dict(grant) for grant in access.grants if grant.user_id]
    teams = [team_assignment_dict(grant, request.auth) for grant in access.grants if grant.team_id]
    shows_email = not access.is_owner or user == request.auth
    return {
        **settings_dict(access.settings),
        "InheritedRoles": list(access.settings.roles),
        "UserAssignment": direct[0] if direct else None,
        "TeamAssignments": teams,
        "User": to_contact_dict(user, with_email=shows_email),
    }


def _access_of(user: User, organization: Organization) -> EffectiveAccess:
    """Return the access of a user with all that is shown of its grants."""
    if organization.owner_id == user.pk:
        return effective_access(user, organization)
    grants = AccessGrant.objects.filter(accepted_grants_filter(user), organization=organization)
    return access_by_grants(tuple(grants.select_related("user", "team__owner").order_by("pk")))
