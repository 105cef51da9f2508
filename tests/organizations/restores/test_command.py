"""`manage.py restore_staging`, in processes of its own: complete or not, killed, twice at once, stopped."""

import errno
from datetime import timedelta

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from environments import clock
from organizations import restore_queue, restore_run, restores
from organizations.models import StagingPair
from organizations.restore_journal import HEARD
from organizations.restore_models import Restore, RestoreCapture, RestoreNote
from tests.organizations.restores import content
from tests.waiting import until


def test_a_drifted_pair_is_restored_and_a_second_run_writes_nothing(halves, command):
    code, told = command().end()
    assert code == 0
    assert {name: told[name] for name in ("state", "equal", "drift", "failed")} == {
        "state": "finished",
        "equal": True,
        "drift": [],
        "failed": 0,
    }
    assert told["writes"] + told["deletes"] == len(halves.changes())
    assert content.differences(halves.production, halves.staging) == []
    halves.emulator.emulator.requests.clear()
    code, told = command().end()
    assert (code, told["equal"], told["writes"], told["deletes"], halves.changes()) == (0, True, 0, 0, [])
    assert halves.changes_of_production() == []


def test_what_is_staging_s_own_is_back_and_nothing_leads_to_production(halves, command):
    command().end()
    event = halves.staging.get("integrationEvents/checkout")
    assert (event["CustomImplementationUrl"], event["HashKey"]) == (
        "https://staging.example/checkout",
        "key of staging.example",
    )
    mail = halves.staging.get("webhooks/mail")
    assert (mail["Url"], mail["ApiClientIDs"]) == ("https://staging.example/mail", [content.CLIENT])
    assert halves.staging.get("webhooks/own")["Url"] == "https://staging.example/own"
    client = halves.staging.get(f"apiclients/{content.CLIENT}")
    assert client["OrderCheckoutIntegrationEventID"] == "checkout"


def test_captures_lie_encrypted_in_the_database(halves, command, django_db_blocker):
    command().end()
    capture = RestoreCapture.objects.get()
    assert "https://staging.example/mail" in capture.content
    raw = RestoreCapture.objects.extra(select={"raw": "content"}).values_list("raw", flat=True).get()
    assert "staging.example" not in raw


def test_a_dry_run_writes_nothing_and_says_what_would_be_written(halves, command):
    code, told = command("--dry-run").end()
    assert (code, told["state"], told["equal"], told["writes"], told["deletes"]) == (
        0,
        "finished",
        False,
        0,
        0,
    )
    assert told["planned"]["create"] > 0
    assert told["planned"]["delete"] == 4
    assert halves.changes() == halves.changes_of_production() == []


def test_to_people_it_tells_the_end_in_words_and_where_the_report_is(halves, capsys, settings):
    call_command("restore_staging", "acme_Staging")
    told = capsys.readouterr().out
    assert told.startswith("Staging equals Production.\n")
    assert "Not copied through the API: orders, passwords" in told
    assert f"{settings.SITE_URL}/organizations/acme_Staging/restores/{Restore.objects.get().pk}/" in told


def test_a_dry_run_tells_people_what_would_change(halves, capsys):
    call_command("restore_staging", "acme_Staging", dry_run=True)
    told = capsys.readouterr().out
    assert "Nothing was written." in told
    assert "Products: 10 to create, 10 to change, 4 to delete" in told


def test_it_needs_no_broker(halves, command):
    code, told = command(REDIS_URL="redis://127.0.0.1:9/0").end()
    assert (code, told["equal"]) == (0, True)


def test_killed_half_way_it_stops_and_a_second_call_goes_on_at_once(halves, command, gate):
    first = command()
    gate.wait()
    first.kill()
    gate.open()
    before = Restore.objects.get()
    assert before.state == "running"
    code, told = command().end()
    after = Restore.objects.get()
    assert (code, told["run"], told["state"], told["equal"]) == (0, before.pk, "finished", True)
    assert after.fence == before.fence + 1
    assert content.differences(halves.production, halves.staging) == []
    assert halves.staging.get("webhooks/mail")["Url"] == "https://staging.example/mail"


def test_a_killed_run_is_not_taken_by_the_sweep_before_its_lease_ends(halves, command, gate):
    first = command()
    gate.wait()
    first.kill()
    assert restore_queue.queue_waiting() == 0


def test_of_two_calls_at_once_one_writes_and_both_tell_its_result(halves, command, gate):
    first = command()
    gate.wait()
    second = command("--progress")
    assert "changes" in second.process.stderr.readline()
    gate.open()
    (one, told), (other, same) = first.end(), second.end()
    assert (one, other) == (0, 0)
    assert told == same
    assert Restore.objects.get().fence == 1


def test_a_run_that_is_stopped_ends_as_cancelled_and_not_with_success(cast, halves, command, gate):
    running = command()
    gate.wait()
    restores.cancel(Restore.objects.get(), by=cast.adam)
    until(lambda: RestoreNote.objects.filter(text=HEARD).exists())
    gate.open()
    code, told = running.end()
    assert (code, told["state"], told["equal"]) == (1, "cancelled", False)
    assert Restore.objects.get().cancelled_by == cast.adam


def test_progress_goes_to_standard_error_in_plain_lines(halves, command):
    running = command("--progress")
    _out, err = running.process.communicate(timeout=60)
    assert "changes" in err


def test_a_record_that_ordercloud_refuses_makes_the_run_incomplete(halves, command, refused):
    refused.add("/products/P0")
    code, told = command().end()
    assert (code, told["state"], told["equal"], told["failed"]) == (1, "incomplete", False, 1)
    finding = Restore.objects.get().findings.get(kind="failed")
    assert (finding.resource, finding.record) == ("Products", "P0")
    assert "Not today." in finding.words
    refused.clear()
    code, told = command().end()
    assert (code, told["equal"]) == (0, True)


def test_when_ordercloud_is_not_there_it_fails_and_says_why(halves, command):
    code, told = command(EMULATOR_URL="http://127.0.0.1:9").end()
    assert (code, told["state"]) == (1, "failed")
    assert "cannot connect" in Restore.objects.get().problem


@pytest.mark.parametrize(
    ("staging", "why"),
    [
        ("nothing_Staging", "no organization nothing_Staging"),
        ("acme", "acme is in Production, not in Staging"),
    ],
)
def test_what_is_not_a_staging_half_is_refused(cast, staging, why):
    with pytest.raises(CommandError, match=why):
        call_command("restore_staging", staging)
    assert not Restore.objects.exists()


def test_a_staging_organization_without_production_is_refused(cast):
    StagingPair.objects.all().delete()
    with pytest.raises(CommandError, match="tied to no Production"):
        call_command("restore_staging", "acme_Staging")


NO_ROOM = OSError(errno.ENOSPC, "No space left on device")


def database_without_room(*_arguments, **_named):
    raise OperationalError("could not extend file") from psycopg.errors.DiskFull()


def spool_without_room(*_arguments):
    raise NO_ROOM


@pytest.mark.parametrize(
    ("part", "fails"),
    [
        ("environments.restore.spool.Spool.put", spool_without_room),
        ("organizations.restore_journal.RowJournal.save_captures", database_without_room),
        ("organizations.restores.claim", database_without_room),
    ],
)
def test_on_a_full_disk_it_says_so_and_a_second_call_goes_on(halves, monkeypatch, part, fails, capsys):
    with monkeypatch.context() as full:
        full.setattr(part, fails)
        with pytest.raises(CommandError, match="The disk is full. Make room and call this again") as refusal:
            call_command("restore_staging", "acme_Staging")
    assert refusal.value.returncode == 1
    # The holder is this process, which lives on.
    Restore.objects.update(lease_until=clock.now() - timedelta(minutes=1))
    call_command("restore_staging", "acme_Staging")
    assert [restore.state for restore in Restore.objects.all()] == [Restore.State.FINISHED]


def test_a_worker_leaves_a_run_on_a_full_disk_to_the_next_one(halves, monkeypatch):
    monkeypatch.setattr("environments.restore.spool.Spool.put", spool_without_room)
    restore, lease = restores.start_here(StagingPair.objects.get())
    with lease.fenced():
        lease.release()
    assert not restore_run.carry_on(restore.pk)
    restore.refresh_from_db()
    assert restore.is_unfinished
