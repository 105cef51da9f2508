"""A user's organizations, searched, filtered, sorted and paginated."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.expressions import OrderBy
from django.db.models.functions import Lower
from django.http import QueryDict

from accounts.models import User
from contributors.effective_access import accepted_grants_filter
from contributors.models import AccessGrant
from environments import endpoints
from lib.query_string import search_text, whole_number
from organizations.access import visible_to
from organizations.models import Environment, Organization, OrganizationQuerySet, Visit

PAGE_SIZE = 50
MAX_PAGE = 999_999
SortField = str | Lower | OrderBy
SORT_FIELDS: dict[str, list[SortField]] = {
    "name": [Lower("name"), "id"],
    "id": [Lower("id")],
    "environment": ["environment", Lower("name"), "id"],
    "region": ["region", Lower("name"), "id"],
    "opened": [F("opened").asc(nulls_first=True), "id"],
}
ROLE_LABELS = {"owner": "Owner", "admin": "Admin", "direct": "Direct access", "team": "Via a team"}


@dataclass(frozen=True)
class ListQuery:
    """Search, filters, order and page of the list. Unknown values are ignored."""

    search: str = ""
    environment: str = ""
    region: str = ""
    role: str = ""
    sort: str = "name"
    descending: bool = False
    page: int = 1

    @classmethod
    def from_parameters(cls, parameters: QueryDict) -> "ListQuery":
        """Parse a query string, as the page's links and forms send it."""
        sort = parameters.get("sort", "name")
        environments = {name.lower(): name for name in Environment.values}
        return cls(
            search=search_text(parameters.get("search")),
            environment=environments.get(parameters.get("environment", "").lower(), ""),
            region=_valid_choice(parameters.get("region"), [region.id for region in endpoints.REGIONS]),
            role=_valid_choice(parameters.get("role"), ROLE_LABELS),
            sort=_valid_choice(sort.removeprefix("-"), SORT_FIELDS) or "name",
            descending=sort.startswith("-"),
            page=whole_number(parameters.get("page"), maximum=MAX_PAGE) or 1,
        )


def _valid_choice(value: str | None, choices: Collection[str]) -> str:
    return value if value and value in choices else ""


@dataclass(frozen=True)
class ListRow:
    """One organization in the list, with the label of the user's role in it."""

    organization: Organization
    role: str


def accessible(user: User) -> OrganizationQuerySet:
    """Return the organizations that `user` sees, each with `opened`, when they last opened it."""
    opened = Visit.objects.filter(user=user, organization=OuterRef("pk")).values("visited_at")[:1]
    return visible_to(user).annotate(opened=Subquery(opened))


def counts(user: User) -> dict[str, int]:
    """Return how many organizations `user` sees in each environment, in total, and owns."""
    by_environment = dict(visible_to(user).order_by().values_list("environment").annotate(Count("pk")))
    result = {environment: by_environment.get(environment, 0) for environment in Environment.values}
    owned = Organization.objects.active().filter(owner=user).count()
    return result | {"all": sum(result.values()), "owned": owned}


def page(user: User, query: ListQuery) -> Page[ListRow]:
    """Return the requested page of `ListRow`; a number beyond the last page returns the last."""
    organizations = _filter(user, accessible(user), query)
    order = [_descending(field) if query.descending else field for field in SORT_FIELDS[query.sort]]
    paginator: Paginator[Any] = Paginator(organizations.order_by(*order), PAGE_SIZE)
    number = paginator.get_page(query.page).number
    return Page(rows(user, paginator.page(number).object_list), number, paginator)


def recent(user: User, limit: int = 4) -> list[Organization]:
    """Return the organizations that `user` opened last, newest first."""
    return list(accessible(user).filter(visits__user=user).order_by(F("opened").desc())[:limit])


def rows(user: User, organizations: Iterable[Organization]) -> list[ListRow]:
    """Return `organizations` with the label of the user's role in each."""
    organizations = list(organizations)
    grants = (
        AccessGrant.objects.filter(
            accepted_grants_filter(user), organization__in=[o.pk for o in organizations]
        )
        .select_related("team")
        .distinct()
    )
    by_organization: dict[str, list[AccessGrant]] = {}
    for grant in grants:
        by_organization.setdefault(grant.organization_id, []).append(grant)
    return [ListRow(o, _role_label(user, o, by_organization.get(o.pk, []))) for o in organizations]


def _role_label(user: User, organization: Organization, grants: list[AccessGrant]) -> str:
    if organization.owner_id == user.pk:
        return "Owner"
    if any(grant.is_admin for grant in grants):
        return "Admin"
    teams = [grant.team.name for grant in grants if grant.team]
    if any(grant.user_id for grant in grants):
        return "Contributor"
    return f"Team {teams[0]}" if len(teams) == 1 else f"{len(teams)} teams"


def _filter(user: User, organizations: OrganizationQuerySet, query: ListQuery) -> OrganizationQuerySet:
    if query.search:
        organizations = organizations.filter(Q(name__icontains=query.search) | Q(pk__icontains=query.search))
    if query.environment:
        organizations = organizations.filter(environment=query.environment)
    if query.region:
        organizations = organizations.filter(region=query.region)
    if query.role == "owner":
        return organizations.filter(owner=user)
    if query.role:
        by_role = {"admin": Q(is_admin=True), "direct": Q(user=user), "team": Q(team__isnull=False)}
        granted = AccessGrant.objects.filter(accepted_grants_filter(user), by_role[query.role]).values(
            "organization"
        )
        return organizations.exclude(owner=user).filter(pk__in=granted)
    return organizations


def _descending(field: SortField) -> str | OrderBy:
    if isinstance(field, str):
        return f"-{field}"
    if isinstance(field, Lower):
        return field.desc()
    return F("opened").desc(nulls_last=True)
