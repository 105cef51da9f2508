"""Assignments of message senders whose buyer, supplier, group or user is going to be deleted."""

import pytest

from environments.restore.context import RunContext
from environments.restore.plan import Action, Job
from environments.restore.report import Reason, Result
from environments.restore.state.desired_state import DesiredState
from environments.restore.state.orphans import drop_orphaned_assignments

GONE = {
    "Buyers": ((), ("Trial",)),
    "Suppliers": ((), ("mill",)),
    "UserGroups": (("acme",), ("staff",)),
    "AdminUserGroups": ((), ("managers",)),
    "Users": (("acme",), ("zed",)),
}


def forget(resource, record):
    desired, result = DesiredState(), Result()
    desired.records[resource].append(record)
    context = RunContext(None, None, None, None, result, None)
    context.plan.add(Job(Action.DELETE, name, 0, place, key, key) for name, (place, key) in GONE.items())
    drop_orphaned_assignments(context.plan, context.result, desired)
    return desired.records[resource], result.resource(resource).expected_differences


@pytest.mark.parametrize(
    "party",
    [
        {"BuyerID": "trial"},
        {"SupplierID": "mill", "UserGroupID": "packers"},
        {"BuyerID": "acme", "UserGroupID": "Staff"},
        {"UserGroupID": "managers"},
    ],
)
def test_an_assignment_to_a_deleted_user_is_dropped_and_reported(party):
    left, on_purpose = forget("MessageSenderAssignments", {"MessageSenderID": "m", **party})

    assert left == []
    assert [one.reason for one in on_purpose] == [Reason.ASSIGNEE_MISSING]


@pytest.mark.parametrize(
    "party",
    [{}, {"BuyerID": "acme"}, {"UserGroupID": "staff"}, {"BuyerID": "other", "UserGroupID": "staff"}],
)
def test_an_assignment_to_a_remaining_user_is_kept(party):
    left, on_purpose = forget("MessageSenderAssignments", {"MessageSenderID": "m", **party})

    assert len(left) == 1
    assert on_purpose == []


def test_a_listener_is_dropped_with_its_assignment():
    listener = {"MessageSenderAssignment": {"MessageSenderID": "m", "BuyerID": "trial"}, "UserID": "olive"}

    assert forget("MessageCCListenerAssignments", listener)[0] == []


def test_a_listener_is_dropped_with_its_user():
    inner = {"MessageSenderID": "m", "BuyerID": "acme"}
    listener = {"MessageSenderAssignment": inner, "BuyerID": "acme", "UserID": "zed"}

    assert forget("MessageCCListenerAssignments", listener)[0] == []
