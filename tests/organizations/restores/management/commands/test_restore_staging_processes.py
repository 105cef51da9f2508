"""`manage.py restore_staging` in processes of its own: run, killed, twice at once, stopped."""

from organizations.restores import lifecycle, queue
from organizations.restores.journal import CANCEL_SEEN
from organizations.restores.models import Restore, RestoreLogEntry
from tests.organizations.restores import content
from tests.polling import wait_until


def test_a_drifted_pair_is_restored(pair_clients, command):
    code, told = command().wait()
    assert code == 0
    assert {name: told[name] for name in ("state", "equal", "drift", "failed")} == {
        "state": "finished",
        "equal": True,
        "drift": [],
        "failed": 0,
    }
    assert told["writes"] + told["deletes"] == len(pair_clients.staging_changes())
    assert content.differences(pair_clients.production, pair_clients.staging) == []
    assert pair_clients.production_changes() == []


def test_killed_half_way_it_stops_and_a_second_call_goes_on_at_once(pair_clients, command, write_gate):
    first = command()
    write_gate.wait()
    first.kill()
    write_gate.open()
    before = Restore.objects.get()
    assert before.state == "running"
    code, told = command().wait()
    after = Restore.objects.get()
    assert (code, told["run"], told["state"], told["equal"]) == (0, before.pk, "finished", True)
    assert after.fence == before.fence + 1
    assert content.differences(pair_clients.production, pair_clients.staging) == []
    assert pair_clients.staging.get("webhooks/mail")["Url"] == "https://staging.example/mail"


def test_a_killed_run_is_not_taken_by_the_sweep_before_its_lease_ends(pair_clients, command, write_gate):
    first = command()
    write_gate.wait()
    first.kill()
    assert queue.requeue_unclaimed() == 0


def test_of_two_calls_at_once_one_writes_and_both_tell_its_result(pair_clients, command, write_gate):
    first = command()
    write_gate.wait()
    second = command("--progress")
    assert "changes" in second.process.stderr.readline()
    write_gate.open()
    (one, told), (other, same) = first.wait(), second.wait()
    assert (one, other) == (0, 0)
    assert told == same
    assert Restore.objects.get().fence == 1


def test_a_run_that_is_stopped_ends_as_cancelled_and_not_with_success(
    cast, pair_clients, command, write_gate
):
    running = command()
    write_gate.wait()
    lifecycle.cancel(Restore.objects.get(), by=cast.adam)
    wait_until(lambda: RestoreLogEntry.objects.filter(text=CANCEL_SEEN).exists())
    write_gate.open()
    code, told = running.wait()
    assert (code, told["state"], told["equal"]) == (1, "cancelled", False)
    assert Restore.objects.get().cancelled_by == cast.adam
