"""Where access comes from, as one sentence."""

import pytest

from contributors.access_sources import role_sources
from contributors.effective_access import EffectiveAccess
from contributors.models import AccessGrant, Team


def effective(*sources: AccessGrant, roles: tuple[str, ...], owner: bool = False) -> EffectiveAccess:
    return EffectiveAccess(owner, owner, roles, frozenset(), sources)


@pytest.mark.parametrize(
    ("access", "sentence"),
    [
        (effective(roles=("FullAccess",), owner=True), "You have full access as the owner."),
        (
            effective(
                AccessGrant(roles=["FullAccess", "A"]),
                AccessGrant(roles=["B"]),
                roles=("A", "B", "FullAccess"),
            ),
            "You have full access, granted directly.",
        ),
        (effective(AccessGrant(roles=["A"]), roles=("A",)), "You have 1 role, granted directly."),
        (
            effective(
                AccessGrant(roles=["A"]), AccessGrant(roles=["B"], team=Team(name="X")), roles=("A", "B")
            ),
            "You have 2 roles, granted directly (1) and by team X (1).",
        ),
        (
            effective(AccessGrant(roles=[]), roles=()),
            "You have no roles here. Only requests that need none will work.",
        ),
    ],
)
def test_the_source_of_the_roles_is_one_sentence(access, sentence):
    assert role_sources(access) == sentence
