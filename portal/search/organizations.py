"""Organizations in the search: by name or ID, and the last opened before anything is typed."""

from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from contributors import organization_list
from organizations.models import Organization
from portal.search.results import Group, Result


def find_organizations(user: User, text: str, limit: int) -> Group:
    """Return the organizations of `user` that match every word of `text`."""
    if not text:
        opened = tuple(_result(visit.organization) for visit in organization_list.recent(user, limit))
        return Group("organizations", "Last opened", opened, len(opened))
    found, total = organization_list.find(user, text, limit)
    url = f"{reverse('organizations')}?{urlencode({'search': text})}"
    return Group("organizations", "Organizations", tuple(map(_result, found)), total, url)


def _result(organization: Organization) -> Result:
    url = reverse("organizations:detail", args=[organization.pk])
    return Result(
        organization.name, url, "building-2", detail=organization.pk, environment=organization.environment
    )
