"""The union of access grants: order does not matter, and each grant only ever adds."""

from hypothesis import given, settings
from hypothesis import strategies as st

from contributors.access_settings import PERMISSION_FIELDS, AccessSettings
from contributors.effective_access import access_by_grants
from contributors.models import AccessGrant
from environments.roles import API_ROLES

RIGHTS = sorted([*API_ROLES, "warehouse", "packing"])
SETTINGS = st.builds(
    AccessSettings.create,
    st.lists(st.sampled_from(RIGHTS), max_size=6),
    st.lists(st.sampled_from(PERMISSION_FIELDS), max_size=4),
)


def merged(held: list[AccessSettings]) -> AccessSettings:
    grants = []
    for wanted in held:
        grant = AccessGrant()
        wanted.apply_to(grant)
        grants.append(grant)
    return access_by_grants(tuple(grants)).settings


@settings(max_examples=200, deadline=None)
@given(st.lists(SETTINGS, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_the_grants_does_not_matter(held, random):
    shuffled = random.sample(held, len(held))
    assert merged(shuffled) == merged(held)


@settings(max_examples=200, deadline=None)
@given(st.lists(SETTINGS, max_size=4), SETTINGS)
def test_a_further_grant_never_takes_a_right_away(held, further):
    before, after = merged(held), merged([*held, further])
    assert all(after.includes(right) for right in before.rights)
    assert all(after.includes(right) for right in further.rights)


@settings(max_examples=200, deadline=None)
@given(st.lists(SETTINGS, max_size=4), SETTINGS)
def test_removing_a_grant_restores_the_state_before_it(held, further):
    with_further = [*held, further]
    assert merged(with_further[:-1]) == merged(held)


@settings(max_examples=200, deadline=None)
@given(st.lists(SETTINGS, min_size=1, max_size=4))
def test_every_right_of_the_union_comes_from_a_grant(held):
    assert all(any(one.includes(right) for one in held) for right in merged(held).rights)
