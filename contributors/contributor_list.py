"""The people who contribute to an organization, directly or through a team, each once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, FilteredRelation, Q, QuerySet, TextField, Value, When, Window
from django.db.models.functions import Cast, Coalesce, Lower, NullIf

from accounts.models import User
from contributors.access_settings import PERMISSION_FIELDS
from contributors.effective_access import EffectiveAccess, access_by_grants, effective_access
from contributors.models import AccessGrant
from contributors.people import holders_filter
from environments.roles import API_ROLES, FULL_ACCESS
from lib.query_string import search_words
from organizations.models import Organization

PAGE_SIZE = 50
MAX_PAGE = 999_999
EXPORT_BATCH = 500


@dataclass(frozen=True)
class Contributor:
    """One person of the list."""

    user: User
    access: EffectiveAccess

    @property
    def teams(self) -> list[str]:
        """The names of the teams that give access, in order."""
        return sorted(grant.team.name for grant in self.access.grants if grant.team)

    @property
    def is_direct(self) -> bool:
        """Whether direct access is among the sources."""
        return any(grant.team is None for grant in self.access.grants)

    @property
    def position(self) -> str:
        """In one word what the person is in the organization."""
        return "owner" if self.access.is_owner else "admin" if self.access.is_admin else "contributor"

    @property
    def since(self) -> Any:
        """When the first of the access grants took effect; None for the owner."""
        return min((grant.accepted_at for grant in self.access.grants if grant.accepted_at), default=None)


@dataclass(frozen=True)
class Listing:
    """One page of the people, then of the invitations, which continue on the last pages.

    Attributes:
        owner: on the first page, if a search finds them.
        total: how many there are, with the owner.
        page: its number and the number of pages; holds both `people` and `invited`.
    """

    owner: User | None
    people: list[Contributor]
    invited: list[AccessGrant]
    page: Page[Any]
    total: int

    @property
    def admins(self) -> list[Contributor]:
        """The admins of this page."""
        return [person for person in self.people if person.access.is_admin]

    @property
    def others(self) -> list[Contributor]:
        """The people of this page who are no admins."""
        return [person for person in self.people if not person.access.is_admin]


def listing(
    organization: Organization, search: str, number: int, *, right: str = "", with_invitations: bool = False
) -> Listing:
    """Return one page; a number beyond the last page returns the last. At most three queries.

    Args:
        right: a role or permission; only who has it is listed.
    """
    # A database sorts 10,000 narrow rows in memory, and wide ones on disk.
    users = contributors_of(organization, search, right).only("username", "name", "is_active")
    start = (max(number, 1) - 1) * PAGE_SIZE
    found = list(users.annotate(total=Window(Count("pk")))[start : start + PAGE_SIZE])
    total = found[0].total if found else users.count() if start else 0
    room, first = PAGE_SIZE - len(found), max(0, start - total)
    invited: list[Any] = []
    if with_invitations:
        invitations = invitations_of(organization, search)
        if room:
            invited = list(invitations.annotate(total=Window(Count("pk")))[first : first + room])
        total += invited[0].total if invited else invitations.count() if first or not room else 0
    paginator: Paginator[Any] = Paginator([], PAGE_SIZE)
    vars(paginator)["count"] = total
    if number > paginator.num_pages:
        return listing(
            organization, search, paginator.num_pages, right=right, with_invitations=with_invitations
        )
    people = with_access(organization, found)
    page = Page([*people, *invited], max(number, 1), paginator)
    lists_owner = _lists_owner(organization, search, right)
    owner = organization.owner if start == 0 and lists_owner else None
    return Listing(owner, people, invited, page, total + lists_owner)


def everyone(organization: Organization, search: str, right: str = "") -> Iterator[Contributor]:
    """Return all people of the list, the owner first, read in batches."""
    if _lists_owner(organization, search, right):
        yield Contributor(organization.owner, effective_access(organization.owner, organization))
    ids = list(contributors_of(organization, search, right).values_list("pk", flat=True))
    for start in range(0, len(ids), EXPORT_BATCH):
        batch = ids[start : start + EXPORT_BATCH]
        users = User.objects.in_bulk(batch)
        yield from with_access(organization, [users[pk] for pk in batch if pk in users])


def contributors_of(organization: Organization, search: str = "", right: str = "") -> QuerySet[User]:
    """Return the contributors without the owner, admins first, then by name, with `is_org_admin`.

    Args:
        search: words that must occur in the name or the username.
        right: a role or permission that they must have.
    """
    grants = AccessGrant.objects.accepted().filter(organization=organization)
    users = User.objects.filter(holders_filter(_granting(grants, right) if right else grants))
    users = users.exclude(pk=organization.owner_id)
    for word in search_words(search):
        users = users.filter(Q(name__icontains=word) | Q(username__icontains=word))
    return users.annotate(is_org_admin=_is_true(holders_filter(grants.filter(is_admin=True)))).order_by(
        "-is_org_admin", Lower(Coalesce(NullIf("name", Value("")), "username")), "pk"
    )


def _is_true(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False))


def _granting(grants: QuerySet[AccessGrant], right: str) -> QuerySet[AccessGrant]:
    """Return those of the grants that give a right; full access gives every API role."""
    if right in PERMISSION_FIELDS:
        return grants.filter(**{right: True})
    names = {right, FULL_ACCESS} if right in API_ROLES else {right}
    # A role contains no quote, so that what stands between two is a whole one.
    named = [Q(roles_text__contains=f'"{name}"') for name in sorted(names)]
    return grants.alias(roles_text=Cast("roles", TextField())).filter(reduce(or_, named))


def _lists_owner(organization: Organization, search: str, right: str) -> bool:
    """Return whether a search finds the owner, who has every right but custom roles."""
    owner = organization.owner
    name = f"{owner.name} {owner.username or ''}".lower()
    has_right = not right or right in API_ROLES or right in PERMISSION_FIELDS
    return has_right and all(word in name for word in search.lower().split())


def with_access(organization: Organization, users: Iterable[User]) -> list[Contributor]:
    """Return `users` with their effective access, in one query."""
    users = list(users)
    access = access_of(organization, [user.pk for user in users])
    return [Contributor(user, access.get(user.pk, access_by_grants(()))) for user in users]


def access_of(organization: Organization, user_ids: Collection[int]) -> dict[int, EffectiveAccess]:
    """Return the effective access of several people who don't own the organization, by user ID."""
    membership = Q(team__members__accepted_at__isnull=False, team__members__user__in=user_ids)
    grants = (
        AccessGrant.objects.accepted()
        .filter(organization=organization)
        .annotate(membership=FilteredRelation("team__members", condition=membership))
        .filter(Q(user__in=user_ids) | Q(membership__isnull=False))
        .annotate(holder=Coalesce(F("user"), F("membership__user")))
        .select_related("team")
        .order_by("team__name", "pk")
    )
    by_user: dict[int, list[AccessGrant]] = defaultdict(list)
    for grant in grants:
        by_user[grant.holder].append(grant)
    return {user_id: access_by_grants(tuple(held)) for user_id, held in by_user.items()}


def contributor(organization: Organization, user_id: int) -> Contributor | None:
    """Return the owner or a contributor by user ID; None for anyone else."""
    if user_id == organization.owner_id:
        return Contributor(organization.owner, effective_access(organization.owner, organization))
    # The user first: a database looks for an ID of any size by equality, but not in a list.
    user = User.objects.filter(pk=user_id).first()
    access = access_of(organization, [user.pk]).get(user.pk) if user else None
    return Contributor(user, access) if user and access else None


def invitations_of(organization: Organization, search: str = "") -> QuerySet[AccessGrant]:
    """Return the invitations of people that are not accepted, with expired ones, newest first."""
    invited = AccessGrant.objects.filter(organization=organization, accepted_at=None, team=None)
    for word in search_words(search):
        by_user = Q(user__name__icontains=word) | Q(user__username__icontains=word)
        invited = invited.filter(by_user | Q(email__icontains=word))
    return invited.select_related("user", "invited_by").order_by("-invited_at", "-pk")
