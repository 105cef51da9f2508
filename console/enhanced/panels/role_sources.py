"""Where the roles of a user of OrderCloud come from: security profiles, and to whom they are assigned."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from console.enhanced.assignments.parties import Party, by_reach
from environments.roles import in_order

Records = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class ProfileSource:
    """A security profile that reaches a user, and the parties through which it does."""

    profile_id: str
    profile_name: str
    parties: tuple[Party, ...]


@dataclass(frozen=True)
class UserRole:
    """A role of a user, with every source of it; none when the source could not be read."""

    name: str
    sources: tuple[ProfileSource, ...]


def profiles_reaching(
    company: Party, user: str, groups: Iterable[str], assignments: Records, profiles: Records
) -> list[tuple[Mapping[str, Any], ProfileSource]]:
    """Return the security profiles that reach the user of `company`, each with its source, by name.

    Args:
        groups: the IDs of the groups that the user is in.
        assignments: of security profiles; those of others may be among them.
        profiles: the security profiles that the assignments name.
    """
    member_of = list(groups)
    parties = defaultdict(list)
    for assignment in assignments:
        party = Party.of(assignment)
        if party.reaches(company, user, member_of):
            parties[str(assignment.get("SecurityProfileID") or "").casefold()].append(party)
    found = [
        (profile, ProfileSource(profile_id, str(profile.get("Name") or profile_id), tuple(by_reach(reached))))
        for profile in profiles
        if (profile_id := str(profile.get("ID") or "")) and (reached := parties.get(profile_id.casefold()))
    ]
    return sorted(found, key=lambda pair: pair[1].profile_name.casefold())


def user_roles(
    available: Iterable[str], reaching: Iterable[tuple[Mapping[str, Any], ProfileSource]]
) -> list[UserRole]:
    """Return the roles that the platform says a user has, each with the profiles that give it."""
    sources: dict[str, list[ProfileSource]] = defaultdict(list)
    for profile, source in reaching:
        for role in {*(profile.get("Roles") or ()), *(profile.get("CustomRoles") or ())}:
            sources[role].append(source)
    return [UserRole(role, tuple(sources[role])) for role in in_order(available)]
