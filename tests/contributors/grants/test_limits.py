"""What someone may grant in an organization."""

import pytest

from accounts.operators import Operator
from contributors.access_settings import AccessSettings
from contributors.grants.limits import NotGrantable, require_grantable
from contributors.models import AccessPolicy

BEYOND_ADAM = AccessSettings.create(["OrderAdmin"])


@pytest.fixture
def limited(cast):
    """The Sandbox organization whose admins grant only what they hold."""
    AccessPolicy.objects.create(organization=cast.sandbox, admins_grant_own_access_only=True)
    return cast.sandbox


def test_an_admin_grants_everything_by_default(cast):
    require_grantable(cast.adam, cast.sandbox, AccessSettings.create(["FullAccess"], ["is_admin"]))


def test_a_limited_admin_grants_only_what_they_hold(cast, limited):
    require_grantable(cast.adam, limited, AccessSettings.create(["ProductAdmin"], ["is_admin"]))
    with pytest.raises(NotGrantable) as refused:
        require_grantable(cast.adam, limited, AccessSettings.create(["ProductAdmin", "OrderAdmin"]))
    assert refused.value.rights == ["OrderAdmin"]


def test_what_someone_holds_already_may_stay(cast, limited):
    require_grantable(cast.adam, limited, BEYOND_ADAM, held=AccessSettings.create(["FullAccess"]))


def test_the_owner_and_operators_are_not_limited(cast, limited):
    require_grantable(cast.olive, limited, BEYOND_ADAM)
    require_grantable(Operator(cast.oscar, "asked by the owner"), limited, BEYOND_ADAM)
