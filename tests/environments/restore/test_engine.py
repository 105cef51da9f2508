"""Restores of a pair whose Staging differs, on a real emulator."""

from dataclasses import replace

import pytest

from environments.restore.engine import InvalidPair, plan, restore
from environments.restore.journal import MemoryJournal, Phase
from tests.environments.restore.checker import differences, read_all
from tests.environments.restore.sample_data import create_records, user


def test_a_changed_staging_becomes_equal(drifted_pair, journal):
    assert differences(drifted_pair.production, drifted_pair.staging)

    result = restore(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)

    assert (result.state, result.equal, result.failed, result.drift) == ("finished", True, 0, [])
    assert differences(drifted_pair.production, drifted_pair.staging) == []


def test_an_empty_staging_becomes_equal(pair, journal):
    create_records(pair.production, "production.example")

    result = restore(pair.production, pair.staging, journal, pair.options)

    assert (result.state, result.equal) == ("finished", True)
    assert differences(pair.production, pair.staging) == []


def test_a_second_run_writes_nothing(drifted_pair):
    restore(drifted_pair.production, drifted_pair.staging, MemoryJournal(), drifted_pair.options)
    before = len(drifted_pair.changes("acme_Staging"))

    result = restore(drifted_pair.production, drifted_pair.staging, MemoryJournal(), drifted_pair.options)

    assert (result.writes, result.deletes, result.equal) == (0, 0, True)
    assert len(drifted_pair.changes("acme_Staging")) == before


def test_only_what_differs_is_written(drifted_pair, journal):
    options = replace(drifted_pair.options, can_set_dates=False)

    result = restore(drifted_pair.production, drifted_pair.staging, journal, options)

    written = {
        name: (report.created, report.changed, report.deleted)
        for name, report in result.resources.items()
        if report.created or report.changed or report.deleted
    }
    assert written["Products"] == (1, 1, 1)
    assert written["Buyers"] == (0, 0, 1)
    assert written["Users"] == (0, 0, 1)
    assert written["Categories"] == (0, 1, 1)
    assert written["UserGroupAssignments"] == (1, 0, 0)
    assert "PriceSchedules" not in written


def test_the_counts_match_the_calls_that_ordercloud_received(drifted_pair, journal):
    before = len(drifted_pair.changes("acme_Staging"))

    result = restore(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)

    changes = drifted_pair.changes("acme_Staging")[before:]
    assert result.writes == sum(item["Method"] != "DELETE" for item in changes)
    assert result.deletes == sum(item["Method"] == "DELETE" for item in changes)


def test_production_is_byte_for_byte_unchanged(drifted_pair, journal):
    before, changes = read_all(drifted_pair.production), len(drifted_pair.changes("acme"))

    restore(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)

    assert read_all(drifted_pair.production) == before
    assert len(drifted_pair.changes("acme")) == changes


def test_swapped_names_are_restored(drifted_pair, journal):
    drifted_pair.staging.patch("/buyers/acme/users/bob", {"Username": "passing"})
    drifted_pair.staging.patch("/buyers/acme/users/zed", {"Username": "bob"})
    drifted_pair.production.put("/buyers/acme/users/zed", user("zed"))
    drifted_pair.staging.patch("/buyers/acme/users/bob", {"Username": "zed"})

    result = restore(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)

    assert (result.state, result.failed) == ("finished", 0)
    assert differences(drifted_pair.production, drifted_pair.staging) == []


def test_a_category_moved_out_of_a_deleted_one_is_kept(drifted_pair, journal):
    drifted_pair.staging.patch("/catalogs/main/categories/hammers", {"ParentID": "trial"})
    drifted_pair.staging.put("/catalogs/main/categories/heavy", {"Name": "Heavy", "ParentID": "hammers"})
    drifted_pair.production.put("/catalogs/main/categories/heavy", {"Name": "Heavy", "ParentID": "hammers"})

    result = restore(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)

    assert result.equal
    assert differences(drifted_pair.production, drifted_pair.staging) == []


def test_a_user_moved_to_another_buyer_is_moved(drifted_pair, journal):
    drifted_pair.production.put("/buyers/other", {"Name": "Other", "DefaultCatalogID": "main"})
    drifted_pair.production.put("/buyers/other/users/zed", user("zed"))

    result = restore(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)

    assert result.equal
    assert differences(drifted_pair.production, drifted_pair.staging) == []


def test_a_preview_writes_nothing_and_predicts_the_restore(drifted_pair, journal):
    before = len(drifted_pair.changes("acme_Staging"))

    foretold = plan(drifted_pair.production, drifted_pair.staging, drifted_pair.options)
    assert len(drifted_pair.changes("acme_Staging")) == before
    assert (foretold.dry_run, foretold.equal) == (True, False)

    done = restore(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)
    counts = [
        {name: (one.created, one.changed, one.deleted) for name, one in result.resources.items()}
        for result in (foretold, done)
    ]
    assert counts[0] == counts[1]


def test_a_preview_has_only_its_own_stages(drifted_pair, journal):
    plan(drifted_pair.production, drifted_pair.staging, drifted_pair.options, journal=journal)

    assert {phase for _, phase in journal.steps} == {Phase.CAPTURE, Phase.COMPARE}
    assert all(step.finished for step in journal.steps.values())


def test_a_preview_of_an_equal_pair_is_equal(drifted_pair, journal):
    restore(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)

    assert plan(drifted_pair.production, drifted_pair.staging, drifted_pair.options).equal


def test_dates_are_copied_when_the_connection_can_write_them(drifted_pair, journal):
    restore(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)

    assert (
        drifted_pair.staging.get("/buyers/acme")["DateCreated"]
        == drifted_pair.production.get("/buyers/acme")["DateCreated"]
    )


def test_restoring_production_from_staging_is_rejected_before_any_call(drifted_pair, journal):
    before = len(drifted_pair.requests("acme")) + len(drifted_pair.requests("acme_Staging"))

    with pytest.raises(InvalidPair):
        restore(drifted_pair.staging, drifted_pair.production, journal, drifted_pair.options)
    with pytest.raises(InvalidPair):
        restore(drifted_pair.production, drifted_pair.production, journal, drifted_pair.options)
    assert len(drifted_pair.requests("acme")) + len(drifted_pair.requests("acme_Staging")) == before


def test_the_journal_records_every_phase_and_its_end(drifted_pair, journal):
    restore(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)

    assert {phase for _, phase in journal.steps} == set(Phase)
    assert all(step.finished for step in journal.steps.values())
    # One was renamed, one deleted, and one created in Staging at another time than in Production.
    products = journal.steps["Products", Phase.WRITE].counts
    assert (products.planned, products.done, products.failed) == (3, 3, 0)


def test_a_cancelled_run_is_reported_and_writes_nothing(drifted_pair, journal):
    journal.cancelled.set()
    before = len(drifted_pair.changes("acme_Staging"))

    result = restore(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)

    assert (result.state, result.equal, result.writes) == ("cancelled", False, 0)
    assert len(drifted_pair.changes("acme_Staging")) == before


def test_every_report_lists_what_cannot_be_copied(drifted_pair, journal):
    result = restore(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)

    assert {"Orders", "Passwords", "Private data"} <= set(result.as_json()["not_copied"])


def test_an_unchanged_pair_takes_few_more_reads_than_it_has_pages(drifted_pair):
    restore(drifted_pair.production, drifted_pair.staging, MemoryJournal(), drifted_pair.options)

    before = len(drifted_pair.requests("acme", "GET")) + len(drifted_pair.requests("acme_Staging", "GET"))
    result = restore(drifted_pair.production, drifted_pair.staging, MemoryJournal(), drifted_pair.options)

    made = (
        len(drifted_pair.requests("acme", "GET")) + len(drifted_pair.requests("acme_Staging", "GET")) - before
    )
    assert result.reads == made
    counted = [item for item in drifted_pair.requests("acme", "GET")[-made:] if "pageSize=1&" in item["Path"]]
    assert len(counted) <= made // 20
