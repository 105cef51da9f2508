"""`manage.py restore_staging`: its effects, its output and its exit code."""

import json
import tempfile

import pytest
from django.core.management import CommandError, call_command

from lib import clock
from organizations.connections.shared_redis import shared_redis
from organizations.models import StagingPair
from organizations.restores.models import Restore, RestoreCapture
from tests.organizations.restores import content


@pytest.fixture
def restore_staging(capsys):
    """A function that runs the command with `--json` and returns its exit code and its JSON."""

    def run(**options) -> tuple[int, dict]:
        capsys.readouterr()
        try:
            call_command("restore_staging", "acme_Staging", json=True, **options)
            code = 0
        except SystemExit as error:
            code = error.code
        return code, json.loads(capsys.readouterr().out)

    return run


def test_a_second_run_writes_nothing(pair_clients, restore_staging):
    restore_staging()
    pair_clients.emulator.emulator.requests.clear()
    code, result = restore_staging()
    assert (code, result["equal"], result["writes"], result["deletes"], pair_clients.staging_changes()) == (
        0,
        True,
        0,
        0,
        [],
    )
    assert pair_clients.production_changes() == []


def test_integrations_of_staging_are_restored_without_production_addresses(pair_clients, restore_staging):
    restore_staging()
    event = pair_clients.staging.get("integrationEvents/checkout")
    assert (event["CustomImplementationUrl"], event["HashKey"]) == (
        "https://staging.example/checkout",
        "key of staging.example",
    )
    webhook = pair_clients.staging.get("webhooks/mail")
    assert (webhook["Url"], webhook["ApiClientIDs"]) == (
        "https://staging.example/mail",
        [content.API_CLIENT_ID],
    )
    assert pair_clients.staging.get("webhooks/own")["Url"] == "https://staging.example/own"
    client = pair_clients.staging.get(f"apiclients/{content.API_CLIENT_ID}")
    assert client["OrderCheckoutIntegrationEventID"] == "checkout"


def test_captures_are_encrypted_in_the_database(pair_clients, restore_staging):
    restore_staging()
    capture = RestoreCapture.objects.get()
    assert "https://staging.example/mail" in capture.content
    raw = RestoreCapture.objects.extra(select={"raw": "content"}).values_list("raw", flat=True).get()
    assert "staging.example" not in raw


def test_a_dry_run_writes_nothing_and_reports_the_changes(pair_clients, restore_staging):
    code, result = restore_staging(dry_run=True)
    assert (code, result["state"], result["equal"], result["writes"], result["deletes"]) == (
        0,
        "finished",
        False,
        0,
        0,
    )
    assert result["planned"]["create"] > 0
    assert result["planned"]["delete"] == 4
    assert pair_clients.staging_changes() == pair_clients.production_changes() == []


def test_the_text_output_describes_the_result_and_links_the_report(pair_clients, capsys, settings):
    call_command("restore_staging", "acme_Staging")
    output = capsys.readouterr().out
    assert output.startswith("Staging equals Production.\n")
    assert "Not restored: orders, passwords" in output
    assert f"{settings.SITE_URL}/organizations/acme_Staging/restores/{Restore.objects.get().pk}/" in output


def test_the_text_output_of_a_dry_run_describes_the_changes(pair_clients, capsys):
    call_command("restore_staging", "acme_Staging", dry_run=True)
    output = capsys.readouterr().out
    assert "Nothing was changed." in output
    assert "Products: 10 to create, 10 to change, 4 to delete" in output


@pytest.fixture
def no_broker(settings):
    """No Redis is reachable."""
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    shared_redis.cache_clear()
    yield
    shared_redis.cache_clear()


def test_the_command_needs_no_broker(pair_clients, no_broker, restore_staging):
    code, result = restore_staging()
    assert (code, result["equal"]) == (0, True)


def test_progress_is_written_to_standard_error(pair_clients, capsys):
    call_command("restore_staging", "acme_Staging", json=True, progress=True)
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 1
    assert "changes" in err


def test_a_rejected_record_makes_the_run_incomplete(pair_clients, restore_staging, rejected_paths):
    rejected_paths.add("/products/P0")
    code, result = restore_staging()
    assert (code, result["state"], result["equal"], result["failed"]) == (1, "incomplete", False, 1)
    finding = Restore.objects.get().findings.get(type="failed")
    assert (finding.resource, finding.record_path) == ("Products", "P0")
    assert "The record is locked." in finding.ordercloud_message
    rejected_paths.clear()
    code, result = restore_staging()
    assert (code, result["equal"]) == (0, True)


def test_an_unreachable_ordercloud_fails_the_command_with_a_reason(pair_clients, restore_staging, settings):
    settings.EMULATOR_URL = "http://127.0.0.1:9"
    code, result = restore_staging()
    assert (code, result["state"]) == (1, "failed")
    assert "cannot connect" in Restore.objects.get().error


@pytest.mark.parametrize(
    ("staging", "message"),
    [
        ("nothing_Staging", "no organization nothing_Staging"),
        ("acme", "acme is in Production, not in Staging"),
    ],
)
def test_an_organization_that_is_not_staging_is_rejected(cast, staging, message):
    with pytest.raises(CommandError, match=message):
        call_command("restore_staging", staging)
    assert not Restore.objects.exists()


def test_a_staging_organization_without_production_is_rejected(cast):
    StagingPair.objects.all().delete()
    with pytest.raises(CommandError, match="isn't linked to a Production"):
        call_command("restore_staging", "acme_Staging")


def full_device(**_options):
    """Return a file to which every write fails as on a full disk."""
    return open("/dev/full", "r+b", buffering=0)


def test_a_full_disk_is_reported_in_one_sentence_and_the_next_call_continues(
    pair_clients, restore_staging, monkeypatch
):
    with monkeypatch.context() as full_disk:
        full_disk.setattr(tempfile, "TemporaryFile", full_device)
        with pytest.raises(CommandError) as error:
            restore_staging()
    assert error.value.returncode == 1
    assert (
        str(error.value)
        == "The disk is full. Free some space and run this command again to continue where it stopped."
    )
    Restore.objects.update(lease_expires_at=clock.now())

    code, result = restore_staging()

    assert (code, result["state"], result["equal"]) == (0, "finished", True)
    assert Restore.objects.count() == 1


def test_the_restore_command_reports_the_missing_permission(cast, staging_owner):
    with pytest.raises(CommandError, match="on hold.*allow_restores"):
        call_command("restore_staging", "acme_Staging")
