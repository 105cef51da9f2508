"""The roles of a form as check boxes, in the groups in which roles are granted elsewhere in the portal."""

from collections.abc import Iterable
from dataclasses import dataclass

from environments.roles import FULL_ACCESS, ROLE_GROUPS

EVERYTHING = "Everything"
OTHER = "Other roles"


@dataclass(frozen=True)
class RoleBox:
    """A role, and whether it is ticked."""

    name: str
    is_chosen: bool


@dataclass(frozen=True)
class RoleGroup:
    """The roles of one area."""

    name: str
    roles: tuple[RoleBox, ...]

    @property
    def count(self) -> int:
        """How many are ticked."""
        return sum(role.is_chosen for role in self.roles)


def role_groups(roles: Iterable[str], chosen: Iterable[str]) -> list[RoleGroup]:
    """Return the roles of the API description by group; those that no group knows come last.

    Args:
        roles: what may be chosen, as the API description lists it.
        chosen: what is ticked. A chosen role that may no longer be chosen stays, so that saving keeps it.
    """
    ticked = set(chosen)
    offered = dict.fromkeys([*roles, *chosen])
    grouped = {EVERYTHING: (FULL_ACCESS,), **ROLE_GROUPS}
    known = {role for names in grouped.values() for role in names}
    grouped[OTHER] = tuple(sorted(role for role in offered if role not in known))
    groups = [
        RoleGroup(name, tuple(RoleBox(role, role in ticked) for role in names if role in offered))
        for name, names in grouped.items()
    ]
    return [group for group in groups if group.roles]
