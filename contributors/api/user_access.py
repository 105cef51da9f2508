"""Access of users to an organization in the Portal API."""

from typing import Any

from ninja import Router, Status

from accounts.api.auth import ApiRequest, PortalBearer
from accounts.models import User
from contributors.access_settings import AccessSettings
from contributors.api import schemas
from contributors.api.assignments import NOT_GRANTABLE, OrgAssignmentRequest
from contributors.api.shapes import user_assignment_dict
from contributors.grants.changing import change
from contributors.grants.removing import leave
from contributors.invitations.ending import end
from contributors.invitations.response import decline
from contributors.invitations.sending import invite
from contributors.models import AccessGrant
from lib.api import conditional
from lib.api.describe import ErrorCase, describe, list_parameters
from lib.api.errors import ApiError, not_found
from lib.api.page import ListPage
from lib.api.pagination import ListQuery, paginate_queryset
from organizations.access import get_organization_or_404
from organizations.api.preconditions import lock_organization
from organizations.models import Organization
from organizations.permissions import Can

router = Router(auth=PortalBearer(), tags=["Contributors"])

# Not the email: someone who has not accepted could be found by it.
FIELDS = {"Name": "user__name", "Username": "user__username"}
IS_YOURSELF = ErrorCase(400, "Access.IsYourself", "You can't invite yourself.")
IS_OWNER = ErrorCase(400, "Access.IsOwner", "Dana Hartwell owns hartwell, which gives everything.")


@router.get(
    "/organizations/{organization_id}/access/users",
    response=ListPage[schemas.UserAssignment],
    summary="List access of users",
    openapi_extra=describe(parameters=list_parameters(FIELDS, FIELDS)),
)
def list_user_access(request: ApiRequest, organization_id: str) -> dict[str, Any]:
    """List the direct access of users, and the invitations; one to an address has the `Email` only."""
    organization = get_organization_or_404(request.auth, organization_id, Can.MANAGE)
    query = ListQuery.parse(request.GET, fields=FIELDS, searched=list(FIELDS))
    grants = AccessGrant.objects.filter(organization=organization, team=None).select_related("user")
    return paginate_queryset(query, grants, user_assignment_dict)


# The vendor's API has the list only. A conditional write is compared with this.
@router.get(
    "/organizations/{organization_id}/access/users/{username}",
    response=schemas.UserAssignment,
    summary="Get a user's access",
)
def get_user_access(request: ApiRequest, organization_id: str, username: str) -> dict[str, Any]:
    """Return the direct access of a user, or the invitation."""
    organization = get_organization_or_404(request.auth, organization_id, Can.MANAGE)
    return user_assignment_dict(_grant_of(organization, username))


@router.put(
    "/organizations/{organization_id}/access/users/{username}",
    response={204: None},
    summary="Save a user's access",
    openapi_extra=describe(NOT_GRANTABLE, IS_OWNER, IS_YOURSELF),
)
@conditional.write(lock_organization)
def save_user_access(
    request: ApiRequest, organization_id: str, username: str, body: OrgAssignmentRequest
) -> Status[None]:
    """Change the access of a user, accepted or not, or invite one who has none.

    Members that the body lacks stay as they are.
    """
    organization = get_organization_or_404(request.auth, organization_id, Can.MANAGE)
    user = User.objects.by_username(username).first()
    if user is None:
        raise not_found("User", username)
    if user.pk == organization.owner_id:
        raise ApiError(400, "Access.IsOwner", f"{user} owns {organization.pk}, which gives everything.")
    grant = AccessGrant.objects.filter(organization=organization, user=user).first()
    if grant and not grant.is_expired:
        change(grant, body.wanted(organization, AccessSettings.of(grant)), by=request.auth)
        return Status(204, None)
    if not user.is_active:
        raise not_found("User", username)
    if user == request.auth:
        raise IS_YOURSELF.exception()
    invite(organization, user, body.wanted(organization), by=request.auth)
    return Status(204, None)


@router.delete(
    "/organizations/{organization_id}/access/users/{username}",
    response={204: None},
    summary="Remove a user's access",
    openapi_extra=describe(IS_OWNER),
)
@conditional.write(lock_organization)
def delete_user_access(request: ApiRequest, organization_id: str, username: str) -> Status[None]:
    """Remove the access of a user, or revoke the invitation. Users leave, or decline, by themselves."""
    if (request.auth.username or "").lower() == username.lower():
        _leave(request.auth, organization_id, username)
        return Status(204, None)
    organization = get_organization_or_404(request.auth, organization_id, Can.MANAGE)
    end(_grant_of(organization, username), by=request.auth)
    return Status(204, None)


def _grant_of(organization: Organization, username: str) -> AccessGrant:
    """Return the access of a user, accepted or not; 404 without one."""
    grants = AccessGrant.objects.filter(organization=organization, user__username__iexact=username)
    grant = grants.select_related("user", "organization__owner").first()
    if grant is None:
        raise not_found("User", username)
    return grant


def _leave(user: User, organization_id: str, username: str) -> None:
    """Let `user` leave an organization, or decline its invitation before which they can't see it."""
    organization = Organization.objects.active().filter(pk__iexact=organization_id).first()
    own = AccessGrant.objects.filter(organization=organization, user=user).first() if organization else None
    if own and not own.is_accepted:
        decline(own, by=user)
        return
    organization = get_organization_or_404(user, organization_id)
    if organization.owner_id == user.pk:
        raise ApiError(
            400, "Access.IsOwner", "The owner can't leave. Transfer the organization to someone else first."
        )
    if own is None:
        raise not_found("User", username)
    leave(organization, by=user)
