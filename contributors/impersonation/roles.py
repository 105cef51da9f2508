"""The roles of a token for a user that someone acts as."""

from collections.abc import Iterable

from environments.roles import API_ROLES, FULL_ACCESS, in_order


def intersect_roles(mine: Iterable[str], theirs: Iterable[str]) -> tuple[str, ...]:
    """Return the roles that someone's data access and a user have in common, in the order of the groups.

    FullAccess on one side passes the roles of the other side through. The user's FullAccess includes every
    API role but no custom role, as in each token of OrderCloud.
    """
    my_roles, their_roles = frozenset(mine), frozenset(theirs)
    common = my_roles & their_roles
    if FULL_ACCESS in their_roles:
        common |= my_roles & API_ROLES
    if FULL_ACCESS in my_roles:
        common |= their_roles
    return tuple(in_order(common))
