"""The contributors of an organization as CSV."""

from collections.abc import Iterator
from datetime import datetime

from django.http import StreamingHttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.audit.export import csv_response
from contributors.access_changes import PERMISSION_LABELS
from contributors.access_settings import ADMIN_FIELD, in_field_order
from contributors.activity import last_active
from contributors.contributor_list import Contributor, everyone
from contributors.person_record import utc
from environments.roles import in_order
from lib.query_string import search_text
from organizations.http import OrganizationHttpRequest
from organizations.permissions import Can
from organizations.views.access import open_organization

COLUMNS = (
    *("name", "username", "email", "position", "admin", "permissions", "roles", "sources"),
    *("since_utc", "last_active_utc"),
)


@never_cache
@require_safe
def contributors_csv(request: OrganizationHttpRequest, organization_id: str) -> StreamingHttpResponse:
    """Send everyone whom the search of the list finds; email addresses only to who may invite."""
    organization = open_organization(request, organization_id)
    people = list(everyone(organization, search_text(request.GET.get("search"))))
    active = last_active(organization, [person.user.pk for person in people])
    with_email = request.user.has_perm(Can.MANAGE, organization)
    cells = (_cells(person, active.get(person.user.pk), with_email=with_email) for person in people)
    return csv_response(f"contributors-{organization.pk}.csv", COLUMNS, cells)


def _cells(person: Contributor, active: datetime | None, *, with_email: bool) -> Iterator[object]:
    user, access = person.user, person.access
    held = access.settings.permissions - {ADMIN_FIELD}
    yield user.name
    yield user.username
    yield user.email if with_email else None
    yield person.position
    yield "yes" if access.is_admin else "no"
    yield "; ".join(PERMISSION_LABELS[name] for name in in_field_order(held))
    yield " ".join(in_order(access.roles))
    yield "; ".join(["Owner"] * access.is_owner + ["Direct access"] * person.is_direct + person.teams)
    yield utc(person.since)
    yield utc(active)
