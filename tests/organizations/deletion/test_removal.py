"""Only the owner deletes, and what is deleted disappears immediately for everyone."""

import pytest
from django.core.exceptions import PermissionDenied

from organizations import deletion
from organizations.access import visible_to
from organizations.models import Organization


@pytest.mark.parametrize("who", ["adam", "tess", "victor", "ida", "stan", "oscar"])
def test_only_the_owner_deletes(cast, who):
    with pytest.raises(PermissionDenied):
        deletion.delete(cast.sandbox, by=cast.users[who])
    assert Organization.objects.active().filter(pk=cast.sandbox.pk).exists()


def test_a_deleted_organization_disappears_for_everyone_immediately(cast):
    deletion.delete(cast.sandbox, by=cast.olive)
    for user in cast.users.values():
        assert not visible_to(user).filter(pk=cast.sandbox.pk).exists()


def test_deleting_production_deletes_its_staging(cast):
    deleted = deletion.delete(cast.pair.production, by=cast.olive)
    assert [item.pk for item in deleted] == ["acme", "acme_Staging"]
