"""The list of somebody's organizations: searched, filtered, sorted, a page at a time."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Lower

from contributors.effective_access import grants_reaching
from contributors.models import AccessGrant
from environments import endpoints
from lib.query_string import search_text, whole_number
from organizations.access import visible_to
from organizations.models import Environment, Organization, Visit

PAGE_SIZE = 50
MAX_PAGE = 999_999
SORT_FIELDS = {
    "name": [Lower("name"), "id"],
    "id": [Lower("id")],
    "environment": ["environment", Lower("name"), "id"],
    "region": ["region", Lower("name"), "id"],
    "opened": [F("opened").asc(nulls_first=True), "id"],
}
ROLE_LABELS = {"owner": "Owner", "admin": "Admin", "direct": "By a direct access", "team": "By a team"}


@dataclass(frozen=True)
class ListQuery:
    """What is asked of the list. Words that mean nothing are as if they were not there."""

    search: str = ""
    environment: str = ""
    region: str = ""
    role: str = ""
    sort: str = "name"
    descending: bool = False
    page: int = 1

    @classmethod
    def from_parameters(cls, parameters) -> "ListQuery":
        """From a query string, as the page's links and forms make it."""
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


def _valid_choice(value, choices) -> str:
    return value if value in choices else ""


@dataclass(frozen=True)
class ListRow:
    """One organization in the list, with what it is to the person."""

    organization: Organization
    role: str


def accessible(user) -> QuerySet:
    """The organizations that `user` sees, each with `opened`, when they last opened it."""
    opened = Visit.objects.filter(user=user, organization=OuterRef("pk")).values("visited_at")[:1]
    return visible_to(user).annotate(opened=Subquery(opened))


def counts(user) -> dict[str, int]:
    """How many organizations `user` sees in each environment, in all, and owned."""
    by_environment = dict(visible_to(user).order_by().values_list("environment").annotate(Count("pk")))
    found = {environment: by_environment.get(environment, 0) for environment in Environment.values}
    owned = Organization.objects.active().filter(owner=user).count()
    return found | {"all": sum(found.values()), "owned": owned}


def page(user, query: ListQuery):
    """The page that `query` asks for: Django's page of `Row`s; a number beyond the end gives the last."""
    found = _filtered(user, accessible(user), query)
    order = [_descending(field) if query.descending else field for field in SORT_FIELDS[query.sort]]
    page = Paginator(found.order_by(*order), PAGE_SIZE).get_page(query.page)
    page.object_list = rows(user, page.object_list)
    return page


def recent(user, limit: int = 4) -> list[Organization]:
    """The organizations that `user` opened last."""
    return list(accessible(user).filter(opened__isnull=False).order_by("-opened")[:limit])


def rows(user, organizations) -> list[ListRow]:
    """`organizations` with the word for what `user` is in each."""
    organizations = list(organizations)
    reached = (
        AccessGrant.objects.filter(grants_reaching(user), organization__in=[o.pk for o in organizations])
        .select_related("team")
        .distinct()
    )
    accesses: dict[str, list[AccessGrant]] = {}
    for access in reached:
        accesses.setdefault(access.organization_id, []).append(access)
    return [ListRow(o, _role_label(user, o, accesses.get(o.pk, []))) for o in organizations]


def _role_label(user, organization: Organization, accesses: list[AccessGrant]) -> str:
    if organization.owner_id == user.pk:
        return "Owner"
    if any(access.is_admin for access in accesses):
        return "Admin"
    teams = [access.team.name for access in accesses if access.team]
    if any(access.user_id for access in accesses):
        return "Contributor"
    return f"Team {teams[0]}" if len(teams) == 1 else f"{len(teams)} teams"


def _filtered(user, found: QuerySet, query: ListQuery) -> QuerySet:
    if query.search:
        found = found.filter(Q(name__icontains=query.search) | Q(pk__icontains=query.search))
    if query.environment:
        found = found.filter(environment=query.environment)
    if query.region:
        found = found.filter(region=query.region)
    if query.role == "owner":
        return found.filter(owner=user)
    if query.role:
        which = {"admin": Q(is_admin=True), "direct": Q(user=user), "team": Q(team__isnull=False)}[query.role]
        reached = AccessGrant.objects.filter(grants_reaching(user), which).values("organization")
        return found.exclude(owner=user).filter(pk__in=reached)
    return found


def _descending(field):
    if isinstance(field, str):
        return f"-{field}"
    if isinstance(field, Lower):
        return field.desc()
    return F("opened").desc(nulls_last=True)
