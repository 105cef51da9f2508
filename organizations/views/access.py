"""The organization of a page, which the navigation shows too."""

from accounts.models import User
from organizations.access import get_organization_or_404, require
from organizations.http import OrganizationHttpRequest
from organizations.models import Organization
from organizations.permissions import Can


def open_organization(
    request: OrganizationHttpRequest, organization_id: str, permission: Can = Can.VIEW
) -> Organization:
    """Return the organization of a page, and set it as `request.organization` for the navigation.

    Raises:
        Http404: if it does not exist or the user may not see it.
        PermissionDenied: if the user sees it but lacks the permission.
    """
    organization = get_organization_or_404(request.user, organization_id)
    request.organization = organization  # also for the page that says who has the permission
    require(request.user, permission, organization)
    return organization


def permissions_of(user: User, organization: Organization) -> dict[str, bool]:
    """Return whether `user` holds each permission, by its name in lower case, for templates."""
    return {permission.name.lower(): user.has_perm(permission, organization) for permission in Can}
