"""`manage.py restore_staging` in its own process: completed, killed, run twice concurrently, stopped."""

from organizations.restores import lifecycle, queue
from organizations.restores.journal import CANCEL_MESSAGE
from organizations.restores.models import Restore, RestoreLogEntry
from tests.organizations.restores import content
from tests.polling import wait_until


def test_a_changed_staging_is_restored(pair_clients, command):
    code, result = command().wait()
    assert code == 0
    assert {name: result[name] for name in ("state", "equal", "drift", "failed")} == {
        "state": "finished",
        "equal": True,
        "drift": [],
        "failed": 0,
    }
    assert result["writes"] + result["deletes"] == len(pair_clients.staging_changes())
    assert content.differences(pair_clients.production, pair_clients.staging) == []
    assert pair_clients.production_changes() == []


def test_a_killed_command_stops_and_a_second_call_continues_immediately(pair_clients, command, write_gate):
    first = command()
    write_gate.wait()
    first.kill()
    write_gate.open()
    before = Restore.objects.get()
    assert before.state == "running"
    code, result = command().wait()
    after = Restore.objects.get()
    assert (code, result["run"], result["state"], result["equal"]) == (0, before.pk, "finished", True)
    assert after.fencing_token == before.fencing_token + 1
    assert content.differences(pair_clients.production, pair_clients.staging) == []
    assert pair_clients.staging.get("webhooks/mail")["Url"] == "https://staging.example/mail"


def test_the_sweep_does_not_take_a_killed_run_before_its_lease_ends(pair_clients, command, write_gate):
    first = command()
    write_gate.wait()
    first.kill()
    assert queue.requeue_unclaimed() == 0


def test_concurrent_calls_write_once_and_both_report_the_result(pair_clients, command, write_gate):
    first = command()
    write_gate.wait()
    second = command("--progress")
    assert "changes" in second.process.stderr.readline()
    write_gate.open()
    (first_code, first_result), (second_code, second_result) = first.wait(), second.wait()
    assert (first_code, second_code) == (0, 0)
    assert first_result == second_result
    assert Restore.objects.get().fencing_token == 1


def test_a_stopped_run_ends_as_canceled_with_an_error_code(cast, pair_clients, command, write_gate):
    running = command()
    write_gate.wait()
    lifecycle.cancel(Restore.objects.get(), by=cast.adam)
    wait_until(lambda: RestoreLogEntry.objects.filter(text=CANCEL_MESSAGE).exists())
    write_gate.open()
    code, result = running.wait()
    assert (code, result["state"], result["equal"]) == (1, "cancelled", False)
    assert Restore.objects.get().cancelled_by == cast.adam
