"""The request of pages of one organization, for the type checker."""

from accounts.http import AuthenticatedHttpRequest
from organizations.models import Organization


class OrganizationHttpRequest(AuthenticatedHttpRequest):
    """A signed-in user's request for one organization, which the view sets and the navigation reads."""

    organization: Organization
