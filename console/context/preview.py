"""The roles of a token before it is requested, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from environments.roles import FULL_ACCESS, intersect_roles


@dataclass(frozen=True)
class RolePreview:
    """The roles that a token will have, and the sentence that explains them."""

    roles: tuple[str, ...]
    sentence: str


def preview_of_seller(mine: Sequence[str]) -> RolePreview:
    """Return the roles of a token of the seller organization itself."""
    if FULL_ACCESS in mine:
        return RolePreview(tuple(mine), "The token has full access, as you do.")
    if not mine:
        return RolePreview((), "You have no roles, so only requests that need none will work.")
    return RolePreview(tuple(mine), f"The token gets exactly your {_count(mine)}.")


def preview_of_user(mine: Sequence[str], theirs: Sequence[str], name: str) -> RolePreview:
    """Return the roles of a token of a user. `name` is how the sentence calls them."""
    both = intersect_roles(mine, theirs)
    if FULL_ACCESS in both:
        return RolePreview(both, f"You and {name} both have full access, and so has the token.")
    if not both:
        sentence = f"You and {name} have no role in common, so only requests that need none will work."
    elif FULL_ACCESS in mine:
        sentence = f"You have full access, so the token gets all of {name}'s {_count(theirs)}."
    elif FULL_ACCESS in theirs:
        sentence = f"{name} has full access, so the token gets all of your {_count(both)}."
    else:
        sentence = (
            f"The token gets the roles you both have: {len(mine)} yours, {len(theirs)} {name}'s, "
            f"{len(both)} in common."
        )
    return RolePreview(both, sentence)


def _count(roles: Sequence[str]) -> str:
    return f"{len(roles)} role{'' if len(roles) == 1 else 's'}"
