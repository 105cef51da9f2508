"""Why someone may do something in an organization: each right with everything that gives it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from accounts.models import User
from contributors.access_settings import PERMISSION_FIELDS, AccessSettings
from contributors.contributor_list import Contributor
from contributors.effective_access import EffectiveAccess
from contributors.models import AccessGrant, Team
from environments.roles import in_order


@dataclass(frozen=True)
class Source:
    """What gives a right: the ownership, direct access, or a team.

    Attributes:
        grant: None for the owner.
        granted_by: who gave the right, for direct access of which that is known.
        granted_at: when; for direct access without it, when it took effect.
    """

    grant: AccessGrant | None
    granted_by: User | None = None
    granted_at: datetime | None = None

    @property
    def team(self) -> Team | None:
        return self.grant.team if self.grant else None

    @property
    def is_owner(self) -> bool:
        return self.grant is None


@dataclass(frozen=True)
class Right:
    """A role or permission, and its sources; without any it is not held."""

    name: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class SourceRights:
    """One source with everything that it gives, and what only it gives."""

    source: Source
    settings: AccessSettings
    only_here: tuple[str, ...]


@dataclass(frozen=True)
class Explanation:
    """What someone may do and why.

    Attributes:
        permissions: the four, held or not, in the order of `PERMISSION_FIELDS`.
        roles: the roles held, in the order of the groups.
        by_source: the same, turned round.
    """

    permissions: list[Right]
    roles: list[Right]
    by_source: list[SourceRights]


def explain(access: EffectiveAccess) -> Explanation:
    """Return why someone with `access` may do what they may. One query, for the names of who granted it."""
    users = _granters(access.grants)
    return Explanation(
        permissions=[Right(name, sources_of(access, name, users)) for name in PERMISSION_FIELDS],
        roles=[Right(role, sources_of(access, role, users)) for role in in_order(access.roles)],
        by_source=_by_source(access),
    )


def explain_right(people: Sequence[Contributor], right: str) -> list[tuple[User, tuple[Source, ...]]]:
    """Return each of these people with every source of one right. One query."""
    users = _granters(grant for person in people for grant in person.access.grants)
    return [(person.user, sources_of(person.access, right, users)) for person in people]


def sources_of(access: EffectiveAccess, right: str, users: Mapping[int, User]) -> tuple[Source, ...]:
    """Return everything that gives `right`, direct access before teams.

    Args:
        users: those who may have granted it, by ID.
    """
    if access.is_owner:
        return (Source(None),) if access.settings.includes(right) else ()
    giving = [grant for grant in access.grants if AccessSettings.of(grant).includes(right)]
    return tuple(_source(grant, right, users) for grant in sorted(giving, key=_direct_first))


def without(access: EffectiveAccess, grant_id: int) -> list[str]:
    """Return the rights that are lost when one source goes: those that no other gives."""
    kept = AccessSettings()
    for grant in access.grants:
        if grant.pk != grant_id:
            kept = kept.union(AccessSettings.of(grant))
    lost = [right for right in access.settings.rights if not kept.includes(right)]
    return in_order(lost)


def _source(grant: AccessGrant, right: str, users: Mapping[int, User]) -> Source:
    if grant.team:
        return Source(grant)
    user_id, at = _origin(grant, right)
    return Source(grant, users.get(user_id) if user_id else None, at or grant.accepted_at)


def _origin(grant: AccessGrant, right: str) -> tuple[int | None, datetime | None]:
    """Return who granted a right and when, as far as that is known."""
    origin: Any = grant.origins.get(right)
    if not isinstance(origin, list) or len(origin) != 2:
        return grant.invited_by_id, None
    return origin[0], parse_datetime(str(origin[1]))


def _granters(grants: Iterable[AccessGrant]) -> dict[int, User]:
    direct = [grant for grant in grants if grant.team is None]
    ids = {grant.invited_by_id for grant in direct if grant.invited_by_id}
    ids |= {origin[0] for grant in direct for origin in grant.origins.values() if origin and origin[0]}
    return User.objects.in_bulk(ids) if ids else {}


def _by_source(access: EffectiveAccess) -> list[SourceRights]:
    if access.is_owner:
        return [SourceRights(Source(None), access.settings, ())]
    rows = [
        SourceRights(
            Source(grant, granted_at=grant.accepted_at),
            AccessSettings.of(grant),
            tuple(without(access, grant.pk)) if len(access.grants) > 1 else (),
        )
        for grant in access.grants
    ]
    return sorted(rows, key=lambda row: _direct_first(row.source.grant))


def _direct_first(grant: AccessGrant | None) -> tuple[bool, str]:
    """Return the place of a source: direct access, then teams by name."""
    team = grant.team if grant else None
    return (team is not None, team.name if team else "")
