"""The report names a limited number of records and fields, without values."""

from dataclasses import replace

from environments.restore.engine import plan, restore
from environments.restore.report import MAX_LISTED, Change, ChangeType, ResourceReport


def changes(result, resource):
    return {
        (change.type, change.id, change.name, change.fields) for change in result.resource(resource).changes
    }


def test_plan_and_report_list_created_changed_and_deleted_records(drifted_pair, journal):
    options = replace(drifted_pair.options, can_set_dates=False)

    planned = plan(drifted_pair.production, drifted_pair.staging, options)
    result = restore(drifted_pair.production, drifted_pair.staging, journal, options)

    assert changes(planned, "Products") == {
        (ChangeType.CREATE, "hammer-2", "Hammer 2", ()),
        (ChangeType.CHANGE, "hammer-0", "Hammer 0", ("Name", "xp")),
        (ChangeType.DELETE, "only-staging", "Only Staging", ()),
    }
    assert changes(planned, "Categories") == {
        (ChangeType.CHANGE, "main/hammers", "Hammers", ("ParentID",)),
        (ChangeType.DELETE, "main/trial", "Trial", ()),
    }
    assert changes(planned, "Users") == {(ChangeType.DELETE, "acme/zed", "zed", ())}
    for resource in planned.resources:
        assert changes(planned, resource) == changes(result, resource)


def test_at_most_a_hundred_changes_of_each_type_are_listed_and_all_are_counted():
    report = ResourceReport("Products")

    for number in range(MAX_LISTED + 5):
        report.add_change(Change(str(number), ChangeType.CREATE))
        report.add_change(Change(str(number), ChangeType.DELETE))

    assert (report.created, report.changed, report.deleted) == (MAX_LISTED + 5, 0, MAX_LISTED + 5)
    assert len(report.changes) == 2 * MAX_LISTED
