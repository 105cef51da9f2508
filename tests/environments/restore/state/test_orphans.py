"""Assignments of message senders whose buyer, supplier, group or user is deleted by the restore."""

import pytest

from environments.restore.context import RunContext
from environments.restore.plan import Action, Job
from environments.restore.report import Reason, Result
from environments.restore.state.desired_state import DesiredState
from environments.restore.state.orphans import drop_orphaned_assignments

DELETED = {
    "Buyers": ((), ("Trial",)),
    "Suppliers": ((), ("mill",)),
    "UserGroups": (("acme",), ("staff",)),
    "AdminUserGroups": ((), ("managers",)),
    "Users": (("acme",), ("zed",)),
}


def drop_orphaned(resource, record):
    """Return the remaining assignments and the reported differences."""
    desired, result = DesiredState(), Result()
    desired.records[resource].append(record)
    context = RunContext(None, None, None, None, result, None)
    context.plan.add(
        Job(Action.DELETE, name, 0, parent_ids, key, key) for name, (parent_ids, key) in DELETED.items()
    )
    drop_orphaned_assignments(context.plan, context.result, desired)
    return desired.records[resource], result.resource(resource).expected_differences


@pytest.mark.parametrize(
    "assignee",
    [
        {"BuyerID": "trial"},
        {"SupplierID": "mill", "UserGroupID": "packers"},
        {"BuyerID": "acme", "UserGroupID": "Staff"},
        {"UserGroupID": "managers"},
    ],
)
def test_an_assignment_to_a_deleted_user_is_dropped_and_reported(assignee):
    remaining, differences = drop_orphaned("MessageSenderAssignments", {"MessageSenderID": "m", **assignee})

    assert remaining == []
    assert [difference.reason for difference in differences] == [Reason.ASSIGNEE_MISSING]


@pytest.mark.parametrize(
    "assignee",
    [{}, {"BuyerID": "acme"}, {"UserGroupID": "staff"}, {"BuyerID": "other", "UserGroupID": "staff"}],
)
def test_an_assignment_to_a_remaining_user_is_kept(assignee):
    remaining, differences = drop_orphaned("MessageSenderAssignments", {"MessageSenderID": "m", **assignee})

    assert len(remaining) == 1
    assert differences == []


def test_a_listener_is_dropped_with_its_assignment():
    listener = {"MessageSenderAssignment": {"MessageSenderID": "m", "BuyerID": "trial"}, "UserID": "olive"}

    assert drop_orphaned("MessageCCListenerAssignments", listener)[0] == []


def test_a_listener_is_dropped_with_its_user():
    assignment = {"MessageSenderID": "m", "BuyerID": "acme"}
    listener = {"MessageSenderAssignment": assignment, "BuyerID": "acme", "UserID": "zed"}

    assert drop_orphaned("MessageCCListenerAssignments", listener)[0] == []
