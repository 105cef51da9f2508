"""Which roles can be granted."""

import pytest
from django.core.exceptions import ValidationError

from contributors.grants.roles import clean_custom_role


@pytest.mark.parametrize("name", ["is_admin", "impersonate_seller", "ImpersonateSeller", "IMPERSONATEBUYER"])
def test_no_custom_role_is_taken_for_a_permission(name):
    with pytest.raises(ValidationError, match=f"{name} is a permission"):
        clean_custom_role(name)


def test_a_custom_role_has_any_other_name():
    assert clean_custom_role(" seller_admin ") == "seller_admin"
