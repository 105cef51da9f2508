"""Who can become the owner of organizations: their contributors who have accepted."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from accounts.models import User
from contributors.access_changes import role_count
from contributors.effective_access import EffectiveAccess, access_by_grants
from contributors.models import AccessGrant, TeamMember
from lib.query_string import search_words
from organizations.models import Organization

PENDING = "Invited, hasn't accepted"
DEACTIVATED = "Account is deactivated"
WITHOUT_USERNAME = "Hasn't chosen a username"


@dataclass(frozen=True)
class Candidate:
    """A contributor, or someone who was invited, of the organizations that are transferred.

    Attributes:
        access: what they may do now in each organization that they contribute to, by its ID.
        summary: the same in a few words, "Admin of both, 31 roles".
        problem: why they can't become the owner; empty when they can.
    """

    user: User
    access: dict[str, EffectiveAccess]
    summary: str
    problem: str

    @property
    def is_admin(self) -> bool:
        """Whether they administer one of the organizations."""
        return any(access.is_admin for access in self.access.values())

    @property
    def fingerprint(self) -> str:
        """What an emailed code depends on: it is no longer valid when their access changes."""
        grants = sorted(grant.pk for access in self.access.values() for grant in access.grants)
        return f"{self.user.pk} {self.summary} {grants} {self.problem}"


@dataclass
class _Found:
    user: User
    grants: dict[str, list[AccessGrant]] = field(default_factory=lambda: defaultdict(list))


def candidates(organizations: Sequence[Organization], search: str = "") -> list[Candidate]:
    """Return who has access or an invitation, those who can become the owner first, then admins, by name.

    Three queries, however many there are.

    Args:
        search: words that must occur in the name or the username.
    """
    found = _find(organizations, _matching(search))
    listed = [_candidate(entry, organizations) for entry in found]
    return sorted(
        listed, key=lambda item: (bool(item.problem), not item.is_admin, str(item.user).lower(), item.user.pk)
    )


def candidate_for(organizations: Sequence[Organization], user: User) -> Candidate | None:
    """Return `user` as a candidate, or None without access and invitation."""
    found = _find(organizations, Q(user=user))
    return _candidate(found[0], organizations) if found else None


def candidate_named(organizations: Sequence[Organization], username: str) -> Candidate | None:
    """Return the candidate with that username, in any case of letters."""
    found = _find(organizations, Q(user__username__iexact=username)) if username else []
    return _candidate(found[0], organizations) if found else None


def _matching(search: str) -> Q:
    condition = Q()
    for word in search_words(search):
        condition &= Q(user__name__icontains=word) | Q(user__username__icontains=word)
    return condition


def _find(organizations: Sequence[Organization], condition: Q) -> list[_Found]:
    """Return the users who match `condition` with their accepted grants; without any for the invited."""
    owners = {organization.owner_id for organization in organizations}
    grants = AccessGrant.objects.filter(organization__in=organizations)
    direct = grants.filter(condition, user__isnull=False).select_related("user")
    by_team = defaultdict(list)
    for grant in grants.filter(team__isnull=False, accepted_at__isnull=False).select_related("team"):
        by_team[grant.team_id].append(grant)
    members = TeamMember.objects.filter(condition, team__in=by_team).select_related("user")
    found: dict[int, _Found] = {}
    for grant in direct:
        if grant.user and grant.user_id not in owners:
            entry = found.setdefault(grant.user.pk, _Found(grant.user))
            if grant.accepted_at:
                entry.grants[grant.organization_id].append(grant)
    for member in members:
        if member.user and member.user_id not in owners:
            entry = found.setdefault(member.user.pk, _Found(member.user))
            for grant in by_team[member.team_id] if member.accepted_at else ():
                entry.grants[grant.organization_id].append(grant)
    return list(found.values())


def _candidate(found: _Found, organizations: Sequence[Organization]) -> Candidate:
    access = {
        organization.pk: access_by_grants(tuple(found.grants[organization.pk]))
        for organization in organizations
        if organization.pk in found.grants
    }
    problem = (
        (DEACTIVATED if not found.user.is_active else "")
        or (WITHOUT_USERNAME if not found.user.username else "")
        or (PENDING if not access else "")
    )
    return Candidate(found.user, access, summarize(access, organizations), problem)


def summarize(access: dict[str, EffectiveAccess], organizations: Sequence[Organization]) -> str:
    """Return the access of one user in a few words: "Admin of both, 31 roles"."""
    if not access:
        return "No access"
    parts = []
    admin_of = [item.environment for item in organizations if item.pk in access and access[item.pk].is_admin]
    contributes_to = [item.environment for item in organizations if item.pk in access]
    if len(organizations) > 1 and len(contributes_to) < len(organizations):
        parts.append(f"{contributes_to[0]} only")
        parts += ["admin"] if admin_of else []
    elif admin_of:
        of_all = " of both" if len(organizations) > 1 else ""
        parts.append(f"admin{of_all if len(admin_of) == len(organizations) else f' of {admin_of[0]}'}")
    grants = [grant for item in access.values() for grant in item.grants]
    if not any(grant.user_id for grant in grants):
        parts.append(_via({grant.team_id: grant.team.name for grant in grants if grant.team}.values()))
    roles = {role for item in access.values() for role in item.roles}
    parts.append(role_count(roles))
    text = ", ".join(parts)
    return text[0].upper() + text[1:]


def _via(teams: Iterable[str]) -> str:
    names = list(teams)
    return f"via team {names[0]}" if len(names) == 1 else f"via {len(names)} teams"
