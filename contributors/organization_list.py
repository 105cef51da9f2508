"""A user's organizations, searched, filtered, sorted and paginated."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Lower
from django.http import QueryDict

from accounts.models import User
from contributors.effective_access import accepted_grants_filter
from contributors.models import AccessGrant
from environments import endpoints
from lib.query_string import search_text, whole_number
from organizations.access import visible_to
from organizations.models import Environment, Organization, OrganizationQuerySet, Visit
from organizations.models.organization import MARKETPLACE_ID

PAGE_SIZE = 50
MAX_PAGE = 999_999
SORT_FIELDS = {
    "name": ["pair_name"],
    "id": ["pair_id"],
    "environment": ["environment", "pair_name"],
    "region": ["region", "pair_name"],
    "opened": ["opened"],
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

    @property
    def is_filtered(self) -> bool:
        """Whether the list shows fewer than all organizations."""
        return bool(self.search or self.environment or self.region or self.role)

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
    """One organization in the list.

    Attributes:
        role: the label of the user's role in it.
        counterpart: the other organization of its staging pair, if the user may see it.
        is_tied: whether the row above or below is the counterpart; Production is above.
    """

    organization: Organization
    role: str
    counterpart: Organization | None = None
    is_tied: bool = False


def _opened(user: User) -> Subquery:
    return Subquery(Visit.objects.filter(user=user, organization=OuterRef("pk")).values("visited_at")[:1])


def counts(user: User) -> dict[str, int]:
    """Return how many organizations `user` sees in each environment, in total, and owns."""
    rows = list(
        visible_to(user)
        .order_by()
        .values("environment")
        .annotate(visible=Count("pk"), owned=Count("pk", filter=Q(owner=user)))
    )
    result = dict.fromkeys(Environment.values, 0) | {row["environment"]: row["visible"] for row in rows}
    return result | {"all": sum(result.values()), "owned": sum(row["owned"] for row in rows)}


def page(user: User, query: ListQuery, counted: dict[str, int] | None = None) -> Page[ListRow]:
    """Return the requested page of `ListRow`; a number beyond the last page returns the last.

    Args:
        counted: the result of `counts`, which saves a query when nothing is filtered.
    """
    ids = _filter(user, visible_to(user), query)
    paginator: Paginator[Any] = Paginator(_ordered(user, ids, query), PAGE_SIZE)
    # Without the relations that only the order needs.
    vars(paginator)["count"] = counted["all"] if counted and not query.is_filtered else ids.count()
    number = paginator.get_page(query.page).number
    return Page(_tie(_load(user, list(paginator.page(number).object_list))), number, paginator)


def _ordered(user: User, organizations: OrganizationQuerySet, query: ListQuery) -> QuerySet[Any, str]:
    """Return the IDs in the order of the list, Production directly above its Staging in either direction.

    Both have the name and ID of Production as `pair_name` and `pair_id`, unless `user` can't see Production.
    """
    granted = AccessGrant.objects.filter(accepted_grants_filter(user)).values("organization")
    is_visible = Q(production__owner=user) | Q(production__in=granted)
    in_pair = Q(production__deleted_at=None) & is_visible
    organizations = organizations.alias(production=FilteredRelation("pair_as_staging__production")).alias(
        pair_name=Lower(Case(When(in_pair, then="production__name"), default="name")),
        pair_id=Lower(Case(When(in_pair, then="production__pk"), default="pk")),
        tie=Lower(Coalesce("production__pk", "pk")),
        opened=_opened(user),
    )
    fields = [F(name) for name in SORT_FIELDS[query.sort]] + [F("tie")]
    order = [
        field.desc(nulls_last=True) if query.descending else field.asc(nulls_first=True) for field in fields
    ]
    return organizations.order_by(*order, "environment").values_list("pk", flat=True)


def _load(user: User, ids: list[str]) -> list[ListRow]:
    """Return the rows of these organizations, in this order."""
    organizations = (
        Organization.objects.filter(pk__in=ids)
        .select_related("connection", "pair_as_staging__production", "pair_as_production__staging")
        .annotate(opened=_opened(user))
        .in_bulk()
    )
    return rows(user, [organizations[id] for id in ids if id in organizations])


def recent(user: User, limit: int = 4) -> list[Visit]:
    """Return the last visits of `user` to organizations that they still see, newest first."""
    granted = AccessGrant.objects.filter(accepted_grants_filter(user), organization=OuterRef("organization"))
    visits = (
        Visit.objects.filter(user=user, organization__deleted_at=None)
        .filter(Q(organization__owner=user) | Exists(granted))
        .select_related("organization")
        .order_by("-visited_at")
    )
    return list(visits[:limit])


def find(user: User, text: str, limit: int) -> tuple[list[Organization], int]:
    """Return some organizations whose name or ID has every word of `text`, and how many there are.

    Those whose name or ID begins with the first word come first.
    """
    found = _filter(user, visible_to(user), ListQuery(search=text))
    first = text.split()[0]
    begins = Q(name__istartswith=first) | Q(pk__istartswith=first)
    rank = Case(When(begins, then=0), default=1)
    # Staging below its Production, and Sandbox last.
    environment = Case(*(When(environment=name, then=place) for place, name in enumerate(Environment.values)))
    order = [rank, Lower("name"), Lower(MARKETPLACE_ID), environment]
    return list(found.order_by(*order)[:limit]), found.count()


def rows(user: User, organizations: Iterable[Organization]) -> list[ListRow]:
    """Return `organizations` with the user's role in each, and what the user sees of its pair."""
    pairs = [(organization, _counterpart(organization)) for organization in organizations]
    ids = {item.pk for pair in pairs for item in pair if item and item.owner_id != user.pk}
    grants = AccessGrant.objects.filter(accepted_grants_filter(user), organization__in=ids).select_related(
        "team"
    )
    by_organization: dict[str, list[AccessGrant]] = {}
    for grant in grants:
        by_organization.setdefault(grant.organization_id, []).append(grant)
    return [
        ListRow(
            organization,
            _role_label(user, organization, by_organization.get(organization.pk, [])),
            counterpart
            if counterpart and (counterpart.owner_id == user.pk or counterpart.pk in by_organization)
            else None,
        )
        for organization, counterpart in pairs
    ]


def _counterpart(organization: Organization) -> Organization | None:
    """Return the other organization of the pair unless it is deleted."""
    if organization.environment == Environment.STAGING and hasattr(organization, "pair_as_staging"):
        counterpart = organization.pair_as_staging.production
    elif organization.environment == Environment.PRODUCTION and hasattr(organization, "pair_as_production"):
        counterpart = organization.pair_as_production.staging
    else:
        return None
    return counterpart if counterpart.deleted_at is None else None


def _tie(rows: list[ListRow]) -> list[ListRow]:
    """Mark the rows of a pair that stand under each other."""
    tied = {
        row.organization.pk
        for pair in pairwise(rows)
        for row in pair
        if pair[0].organization == pair[1].counterpart
    }
    return [replace(row, is_tied=row.organization.pk in tied) for row in rows]


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
    for word in query.search.split():
        organizations = organizations.filter(Q(name__icontains=word) | Q(pk__icontains=word))
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
