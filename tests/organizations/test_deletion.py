"""Deleting is the owner's alone; what is deleted is gone at once and can be purged after seven days."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from environments import clock
from organizations import deletion
from organizations.access import visible_to
from organizations.models import Connection, Organization


@pytest.mark.parametrize("who", ["adam", "tess", "victor", "ida", "stan", "oscar"])
def test_only_the_owner_deletes(cast, who):
    with pytest.raises(PermissionDenied):
        deletion.delete(cast.sandbox, by=cast.people[who])
    assert Organization.objects.alive().filter(pk=cast.sandbox.pk).exists()


def test_a_deleted_organization_is_gone_for_everybody_at_once(cast):
    deletion.delete(cast.sandbox, by=cast.olive)
    for user in cast.people.values():
        assert not visible_to(user).filter(pk=cast.sandbox.pk).exists()


def test_production_takes_its_staging_half_along(cast):
    gone = deletion.delete(cast.pair.production, by=cast.olive)
    assert [half.pk for half in gone] == ["acme", "acme_Staging"]
    cast.pair.refresh_from_db()
    assert not cast.pair.active


def test_nothing_is_purged_before_seven_days_and_everything_after(cast):
    Connection.objects.update(kind=Connection.Kind.API_CLIENT)
    deletion.delete(cast.sandbox, by=cast.olive)
    with time_machine.travel(clock.now() + timedelta(days=6, hours=23)):
        assert deletion.purge_expired() == 0
    with time_machine.travel(clock.now() + timedelta(days=7, minutes=1)):
        assert deletion.purge_expired() == 1
    assert not Organization.objects.filter(pk=cast.sandbox.pk).exists()
