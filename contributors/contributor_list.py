"""The people who contribute to an organization, directly or through a team, each once."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Window
from django.db.models.functions import Coalesce, Lower

from accounts.models import User
from contributors.effective_access import EffectiveAccess, access_by_grants, effective_access
from contributors.models import AccessGrant, TeamMember
from lib.query_string import search_words
from organizations.models import Organization

PAGE_SIZE = 50


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
    def since(self) -> Any:
        """When the first of the access grants took effect; None for the owner."""
        return min((grant.accepted_at for grant in self.access.grants if grant.accepted_at), default=None)


def contributors_of(organization: Organization, search: str = "") -> QuerySet[User]:
    """Return the contributors without the owner, admins first, then by name, with `is_org_admin`.

    Args:
        search: words that must occur in the name or the username.
    """
    grants = AccessGrant.objects.accepted().filter(organization=organization)
    admin_grants = grants.filter(is_admin=True)
    is_admin = Exists(admin_grants.filter(user=OuterRef("pk"))) | Exists(
        TeamMember.objects.accepted().filter(user=OuterRef("pk"), team__in=admin_grants.values("team"))
    )
    people = Q(pk__in=grants.filter(user__isnull=False).values("user")) | Q(
        pk__in=TeamMember.objects.accepted().filter(team__in=grants.values("team")).values("user")
    )
    users = User.objects.filter(people).exclude(pk=organization.owner_id).annotate(is_org_admin=is_admin)
    for word in search_words(search):
        users = users.filter(Q(name__icontains=word) | Q(username__icontains=word))
    return users.order_by("-is_org_admin", Lower("name"), Lower("username"), "pk")


def page_of(organization: Organization, search: str, number: int) -> Page[Contributor]:
    """Return one page of the contributors; a number beyond the last page returns the last. Two queries.

    A third counts when the page is beyond the last.
    """
    users = contributors_of(organization, search).annotate(total=Window(Count("pk")))
    start = (max(number, 1) - 1) * PAGE_SIZE
    found = list(users[start : start + PAGE_SIZE])
    if found or number <= 1:
        total = found[0].total if found else 0
    else:
        total = contributors_of(organization, search).count()
        start = max(0, (total - 1) // PAGE_SIZE) * PAGE_SIZE
        found = list(users[start : start + PAGE_SIZE])
    paginator: Paginator[Any] = Paginator([], PAGE_SIZE)
    vars(paginator)["count"] = total
    return Page(with_access(organization, found), start // PAGE_SIZE + 1, paginator)


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
    access = access_of(organization, [user_id]).get(user_id)
    user = User.objects.filter(pk=user_id).first() if access else None
    return Contributor(user, access) if user and access else None


def invitations_of(organization: Organization, search: str = "") -> QuerySet[AccessGrant]:
    """Return the invitations of people that are not accepted, with expired ones, newest first."""
    invited = AccessGrant.objects.filter(organization=organization, accepted_at=None, team=None)
    for word in search_words(search):
        by_user = Q(user__name__icontains=word) | Q(user__username__icontains=word)
        invited = invited.filter(by_user | Q(email__icontains=word))
    return invited.select_related("user", "invited_by").order_by("-invited_at", "-pk")
