"""The end of a run: its webhook call, its emails, and the stored report of the engine."""

from datetime import timedelta

import pytest
import time_machine

from accounts.models import OutgoingMail
from environments.restore.report import (
    Change,
    ChangeType,
    Difference,
    Drift,
    DriftItem,
    Failure,
    Reason,
    Result,
)
from lib import clock
from organizations.restores import outcome
from organizations.restores.lease import claim
from organizations.restores.models import Restore
from organizations.restores.report import Report
from organizations.restores.webhook import settings


@pytest.fixture
def running(cast):
    """A running restore and its lease."""
    restore = Restore.objects.create(pair=cast.pair, state="waiting", trigger="schedule")
    lease = claim(restore.pk)
    restore.refresh_from_db()
    outcome.mark_started(restore)
    return restore, lease


@pytest.fixture
def webhook(cast):
    return settings.configure(cast.pair.staging, "https://hooks.example/", by=cast.olive)


def result(state: str = "finished", **fields) -> Result:
    return Result(state=state, equal=state == "finished", **fields)


@pytest.mark.parametrize(
    ("state", "called"), [("finished", True), ("incomplete", True), ("cancelled", False)]
)
def test_the_webhook_is_called_after_a_finished_run(running, webhook, state, called):
    delivery = outcome.store_result(*running, result(state))
    assert bool(delivery) == webhook.deliveries.exists() == called


def test_the_webhook_is_not_called_after_a_failed_run(running, webhook):
    assert outcome.mark_failed(*running, "No connection.") is None
    assert not webhook.deliveries.exists()


@pytest.mark.parametrize(("retries", "minutes"), [(0, 1), (1, 2), (2, 4), (3, 8)])
def test_a_scheduled_run_without_connection_doubles_its_delay(running, retries, minutes):
    restore, lease = running
    restore.retries = retries
    with time_machine.travel(clock.now(), tick=False):
        outcome.schedule_retry(restore, lease, "Cannot connect.")
        restore.refresh_from_db()
        assert restore.retry_at == clock.now() + timedelta(minutes=minutes)
    assert (restore.state, restore.lease_holder) == ("running", "")


def email_subjects() -> dict[str, str]:
    """Return the subjects of the emails by recipient."""
    return {email.recipients[0]: email.subject for email in OutgoingMail.objects.all()}


def test_a_failed_run_is_emailed_to_the_owner_and_admins_of_staging(running):
    outcome.mark_failed(*running, "GET /buyers: cannot connect")
    subject = "This restore failed: acme_Staging"
    assert email_subjects() == {"olive@example.com": subject, "adam@example.com": subject}
    text = OutgoingMail.objects.first().text
    assert "GET /buyers: cannot connect" in text
    assert f"/organizations/acme_Staging/restores/{running[0].pk}/" in text


def test_an_incomplete_run_is_emailed(running):
    engine_result = result("incomplete", failed=1)
    engine_result.resource("Products").add_failure(Failure("P1", "Name is taken.", field="Name"))
    outcome.store_result(*running, engine_result)
    assert set(email_subjects().values()) == {"Restored with 1 failure: acme_Staging"}
    assert running[0].findings.get(type="failed").fields == ["Name"]
    assert "Name is taken." not in OutgoingMail.objects.first().text


def test_a_run_that_needs_attention_is_emailed(running):
    engine_result = result()
    engine_result.add_drift(DriftItem("Webhooks", "mailer", Drift.PRODUCTION_ADDRESS, "Url"))
    outcome.store_result(*running, engine_result)
    assert set(email_subjects().values()) == {
        "Staging equals Production; 1 record needs attention: acme_Staging"
    }


@pytest.mark.parametrize("state", ["finished", "cancelled"])
def test_a_run_without_issues_is_not_emailed(running, state):
    outcome.store_result(*running, result(state))
    assert not OutgoingMail.objects.exists()


def test_a_failed_preview_is_not_emailed(cast):
    restore = Restore.objects.create(
        pair=cast.pair, state="comparing", trigger="manual", requested_by=cast.adam
    )
    outcome.mark_failed(restore, claim(restore.pk), "No connection.")
    assert not OutgoingMail.objects.exists()


@pytest.fixture
def ended_run(running):
    """A run that changed products and webhooks, and set a new secret."""
    engine_result = result()
    products, webhooks = engine_result.resource("Products"), engine_result.resource("Webhooks")
    products.add_change(Change("P1", ChangeType.CREATE, name="Anvil"))
    products.add_change(Change("P2", ChangeType.CHANGE, name="Hammer", fields=("Name", "xp")))
    products.add_change(Change("P3", ChangeType.DELETE, name="Leftover"))
    webhooks.add_change(Change("mailer", ChangeType.CHANGE, name="Mail", fields=("Url",)))
    webhooks.expected_differences.append(Difference("mailer", Reason.NEW_SECRET, ("HashKey",), name="Mail"))
    outcome.store_result(*running, engine_result)
    running[0].refresh_from_db()
    return running[0]


def named_records(report: Report) -> dict:
    return {
        (group.title, group.type): (
            [(record.id, record.name, record.fields) for record in group.records],
            group.unnamed_count,
        )
        for group in report.changes
    }


def test_the_report_lists_created_changed_and_deleted_records_with_fields(cast, ended_run):
    assert named_records(Report(ended_run, cast.olive)) == {
        ("Products", "created"): ([("P1", "Anvil", ())], 0),
        ("Products", "changed"): ([("P2", "Hammer", ("Name", "xp"))], 0),
        ("Products", "deleted"): ([("P3", "Leftover", ())], 0),
        ("Webhooks", "changed"): ([("mailer", "Mail", ("Url",))], 0),
    }


def test_a_reader_without_the_role_in_both_organizations_sees_counts(cast, ended_run):
    assert named_records(Report(ended_run, cast.victor))[("Webhooks", "changed")] == ([], 1)
    assert "mailer" not in str(Report(ended_run, cast.victor).as_dict())


def test_names_of_records_are_encrypted_in_the_database(ended_run):
    raw = ended_run.findings.extra(select={"raw": "name"}).values_list("raw", flat=True)
    assert not [text for text in raw if "Anvil" in text or "Hammer" in text]


def test_the_report_lists_new_secrets(cast, ended_run):
    row = next(row for row in Report(ended_run, cast.olive).rows if row.name == "Webhooks")
    assert row.reasons == (("with a new random secret", 1),)
