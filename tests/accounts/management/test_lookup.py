"""Who runs a command, and why."""

import pytest
from django.core.management import CommandError

from accounts.management.lookup import operator_from
from accounts.operators import Operator


def test_an_operator_is_named_with_the_reason(cast):
    assert operator_from({"operator": "Oscar", "reason": " Ticket 7 "}) == Operator(cast.oscar, "Ticket 7")


def test_no_name_means_an_operator_without_an_account(cast):
    assert operator_from({"operator": "", "reason": ""}) == Operator(None, "")


@pytest.mark.parametrize("who", ["olive", "victor"])
def test_a_user_who_is_no_operator_cannot_be_named_as_one(cast, who):
    with pytest.raises(CommandError, match=f"{who} isn't an operator"):
        operator_from({"operator": who, "reason": "Ticket 7"})


def test_a_deactivated_operator_cannot_be_named(cast):
    cast.oscar.is_active = False
    cast.oscar.save()
    with pytest.raises(CommandError, match="isn't an operator"):
        operator_from({"operator": "oscar", "reason": "Ticket 7"})


def test_a_blank_reason_is_refused(cast):
    with pytest.raises(CommandError, match="The reason is blank"):
        operator_from({"operator": "oscar", "reason": "  "})
