"""Home names restores that need attention to those who can restore the pair again."""

from datetime import timedelta

import pytest

from lib import clock
from organizations.restores import permission
from organizations.restores.attention import needing_attention
from organizations.restores.models import Restore, RestoreFinding
from tests.cast import create_access, create_organization, create_staging_pair


def create_restore(pair, state, *, started=True, minutes=0, failed=0, drifted=False) -> Restore:
    """Create an ended run, `minutes` after now."""
    now = clock.now() + timedelta(minutes=minutes)
    restore = Restore.objects.create(
        pair=pair,
        state=state,
        trigger="manual",
        created_at=now,
        started_at=now if started else None,
        ended_at=now,
        failed=failed,
    )
    if drifted:
        RestoreFinding.objects.create(restore=restore, type=RestoreFinding.Type.DRIFT, resource="Webhooks")
    return restore


def reasons(user) -> list[str]:
    return [item.reason for item in needing_attention(user)]


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ({"state": "failed"}, ["The last restore failed"]),
        ({"state": "failed", "started": False}, []),
        ({"state": "incomplete", "failed": 2}, ["The last restore left 2 records unfinished"]),
        ({"state": "finished", "drifted": True}, ["Records need attention after the last restore"]),
        ({"state": "finished"}, []),
        ({"state": "cancelled"}, []),
    ],
)
def test_a_run_needs_attention_when_it_failed_or_left_something_to_fix(cast, run, expected):
    create_restore(cast.pair, **run)
    assert reasons(cast.olive) == reasons(cast.adam) == expected


def test_a_later_restore_that_leaves_nothing_settles_the_earlier_one(cast):
    create_restore(cast.pair, "failed")
    create_restore(cast.pair, "failed", started=False, minutes=1)
    assert len(reasons(cast.olive)) == 1
    create_restore(cast.pair, "finished", minutes=2)
    assert reasons(cast.olive) == []


@pytest.mark.parametrize("who", ["tess", "victor", "ida", "stan", "oscar"])
def test_who_cannot_restore_the_pair_is_not_told(cast, who):
    create_restore(cast.pair, "failed")
    assert reasons(cast.users[who]) == []


def test_the_owner_of_staging_alone_is_told_once_production_allows_restores(cast):
    pair = create_staging_pair(cast.olive, "shop")
    pair.staging.owner = cast.stan
    pair.staging.save()
    create_restore(pair, "failed")
    assert reasons(cast.stan) == []
    permission.grant(pair, by=cast.olive)
    assert reasons(cast.stan) == ["The last restore failed"]


def test_a_pair_of_which_one_is_deleted_is_not_named(cast):
    create_restore(cast.pair, "failed")
    cast.pair.production.deleted_at = clock.now()
    cast.pair.production.save()
    assert reasons(cast.olive) == []


def test_many_pairs_take_one_query(cast, django_assert_num_queries):
    create_access(create_organization(cast.stan, "other"), [], user=cast.olive)
    for number in range(8):
        create_restore(create_staging_pair(cast.olive, f"pair{number}"), "failed")
    with django_assert_num_queries(1):
        assert len(reasons(cast.olive)) == 5
