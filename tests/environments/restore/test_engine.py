"""A drifted pair on a real emulator."""

from dataclasses import replace

import pytest

from environments.restore.engine import InvalidPair, plan, restore
from environments.restore.journal import MemoryJournal, Phase
from tests.environments.restore.checker import differences, whole
from tests.environments.restore.conftest import fill, user


def test_a_drifted_staging_becomes_equal(drifted, journal):
    assert differences(drifted.production, drifted.staging)

    result = restore(drifted.production, drifted.staging, journal, drifted.options)

    assert (result.state, result.equal, result.failed, result.drift) == ("finished", True, 0, [])
    assert differences(drifted.production, drifted.staging) == []


def test_an_empty_staging_becomes_equal(pair, journal):
    fill(pair.production, "production.example")

    result = restore(pair.production, pair.staging, journal, pair.options)

    assert (result.state, result.equal) == ("finished", True)
    assert differences(pair.production, pair.staging) == []


def test_a_second_run_writes_nothing(drifted):
    restore(drifted.production, drifted.staging, MemoryJournal(), drifted.options)
    before = len(drifted.changes("acme_Staging"))

    result = restore(drifted.production, drifted.staging, MemoryJournal(), drifted.options)

    assert (result.writes, result.deletes, result.equal) == (0, 0, True)
    assert len(drifted.changes("acme_Staging")) == before


def test_only_what_differs_is_written(drifted, journal):
    options = replace(drifted.options, keeps_dates=False)

    result = restore(drifted.production, drifted.staging, journal, options)

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


def test_the_counts_are_those_that_ordercloud_saw(drifted, journal):
    before = len(drifted.changes("acme_Staging"))

    result = restore(drifted.production, drifted.staging, journal, drifted.options)

    changes = drifted.changes("acme_Staging")[before:]
    assert result.writes == sum(item["Method"] != "DELETE" for item in changes)
    assert result.deletes == sum(item["Method"] == "DELETE" for item in changes)


def test_production_is_byte_for_byte_what_it_was(drifted, journal):
    before, changes = whole(drifted.production), len(drifted.changes("acme"))

    restore(drifted.production, drifted.staging, journal, drifted.options)

    assert whole(drifted.production) == before
    assert len(drifted.changes("acme")) == changes


def test_names_that_changed_hands_are_sorted_out(drifted, journal):
    drifted.staging.patch("/buyers/acme/users/bob", {"Username": "passing"})
    drifted.staging.patch("/buyers/acme/users/zed", {"Username": "bob"})
    drifted.production.put("/buyers/acme/users/zed", user("zed"))
    drifted.staging.patch("/buyers/acme/users/bob", {"Username": "zed"})

    result = restore(drifted.production, drifted.staging, journal, drifted.options)

    assert (result.state, result.failed) == ("finished", 0)
    assert differences(drifted.production, drifted.staging) == []


def test_a_category_that_moved_out_of_one_that_goes_stays(drifted, journal):
    drifted.staging.patch("/catalogs/main/categories/hammers", {"ParentID": "trial"})
    drifted.staging.put("/catalogs/main/categories/heavy", {"Name": "Heavy", "ParentID": "hammers"})
    drifted.production.put("/catalogs/main/categories/heavy", {"Name": "Heavy", "ParentID": "hammers"})

    result = restore(drifted.production, drifted.staging, journal, drifted.options)

    assert result.equal
    assert differences(drifted.production, drifted.staging) == []


def test_a_user_who_moved_to_another_buyer_moves(drifted, journal):
    drifted.production.put("/buyers/other", {"Name": "Other", "DefaultCatalogID": "main"})
    drifted.production.put("/buyers/other/users/zed", user("zed"))

    result = restore(drifted.production, drifted.staging, journal, drifted.options)

    assert result.equal
    assert differences(drifted.production, drifted.staging) == []


def test_a_rehearsal_writes_nothing_and_tells_what_a_restore_then_does(drifted, journal):
    before = len(drifted.changes("acme_Staging"))

    foretold = plan(drifted.production, drifted.staging, drifted.options)
    assert len(drifted.changes("acme_Staging")) == before
    assert (foretold.dry_run, foretold.equal) == (True, False)

    done = restore(drifted.production, drifted.staging, journal, drifted.options)
    counts = [
        {name: (one.created, one.changed, one.deleted) for name, one in result.resources.items()}
        for result in (foretold, done)
    ]
    assert counts[0] == counts[1]


def test_a_rehearsal_has_no_other_stages_than_its_own(drifted, journal):
    plan(drifted.production, drifted.staging, drifted.options, journal=journal)

    assert {phase for _, phase in journal.steps} == {Phase.CAPTURE, Phase.COMPARE}
    assert all(step.finished for step in journal.steps.values())


def test_a_rehearsal_of_an_equal_pair_says_so(drifted, journal):
    restore(drifted.production, drifted.staging, journal, drifted.options)

    assert plan(drifted.production, drifted.staging, drifted.options).equal


def test_dates_come_along_where_the_connection_can_write_them(drifted, journal):
    restore(drifted.production, drifted.staging, journal, drifted.options)

    assert (
        drifted.staging.get("/buyers/acme")["DateCreated"]
        == drifted.production.get("/buyers/acme")["DateCreated"]
    )


def test_restoring_the_wrong_way_round_is_refused_before_any_call(drifted, journal):
    before = len(drifted.requests("acme")) + len(drifted.requests("acme_Staging"))

    with pytest.raises(InvalidPair):
        restore(drifted.staging, drifted.production, journal, drifted.options)
    with pytest.raises(InvalidPair):
        restore(drifted.production, drifted.production, journal, drifted.options)
    assert len(drifted.requests("acme")) + len(drifted.requests("acme_Staging")) == before


def test_the_journal_hears_of_every_phase_and_that_it_ended(drifted, journal):
    restore(drifted.production, drifted.staging, journal, drifted.options)

    assert {phase for _, phase in journal.steps} == set(Phase)
    assert all(step.finished for step in journal.steps.values())
    products = journal.steps["Products", Phase.WRITE].counts
    assert (products.planned, products.done, products.failed) == (2, 2, 0)


def test_a_cancelled_run_says_so_and_writes_nothing(drifted, journal):
    journal.stop.set()
    before = len(drifted.changes("acme_Staging"))

    result = restore(drifted.production, drifted.staging, journal, drifted.options)

    assert (result.state, result.equal, result.writes) == ("cancelled", False, 0)
    assert len(drifted.changes("acme_Staging")) == before


def test_every_report_names_what_cannot_be_copied(drifted, journal):
    result = restore(drifted.production, drifted.staging, journal, drifted.options)

    assert {"Orders", "Passwords", "Private data"} <= set(result.as_json()["not_copied"])


def test_an_unchanged_pair_takes_hardly_more_reads_than_it_has_pages(drifted):
    restore(drifted.production, drifted.staging, MemoryJournal(), drifted.options)

    before = len(drifted.requests("acme", "GET")) + len(drifted.requests("acme_Staging", "GET"))
    result = restore(drifted.production, drifted.staging, MemoryJournal(), drifted.options)

    made = len(drifted.requests("acme", "GET")) + len(drifted.requests("acme_Staging", "GET")) - before
    assert result.reads == made
    counted = [item for item in drifted.requests("acme", "GET")[-made:] if "pageSize=1&" in item["Path"]]
    assert len(counted) <= made // 20
