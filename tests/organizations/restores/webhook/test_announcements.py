"""Events of restores: which webhooks are called for which event, and what a call says."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from standardwebhooks import Webhook, WebhookVerificationError

from environments.restore.report import Result
from lib import clock
from organizations.models import StagingPair
from organizations.restores import lifecycle, outcome, schedule
from organizations.restores.lease import claim
from organizations.restores.models import Restore, RestoreFinding, WebhookDelivery, WebhookEvent
from organizations.restores.webhook import announcements, delivery, event_webhooks
from organizations.restores.webhook.event_webhooks import Settings

SUNDAY = datetime(2026, 11, 22, 3, tzinfo=UTC)


def subscribe(cast, *events, url="https://hooks.example/"):
    return event_webhooks.create(cast.pair.staging, Settings(url, events), by=cast.adam)


def announced(webhook) -> list[str]:
    return list(webhook.deliveries.order_by("id").values_list("event", flat=True))


@pytest.fixture
def webhook(cast):
    """A webhook for all events."""
    return subscribe(cast, *WebhookEvent.values)


@pytest.fixture
def waiting(cast):
    return Restore.objects.create(pair=cast.pair, state="waiting", trigger="manual")


def test_a_call_says_how_the_restore_ended_without_values_of_records(cast, restore, receiver):
    webhook = subscribe(cast, "restore.finished", url=receiver.url)
    restore.equal, restore.writes = True, 7
    announcements.announce(restore)
    assert delivery.deliver(webhook.deliveries.get().pk)
    body = receiver.calls[0].json
    assert datetime.fromisoformat(body.pop("timestamp")) <= clock.now()
    assert body == {
        "type": "restore.finished",
        "data": {
            "OrganizationID": "acme_Staging",
            "Restore": {
                "Id": restore.pk,
                "State": "finished",
                "Trigger": "schedule",
                "Equal": True,
                "DateStarted": restore.started_at.isoformat(timespec="milliseconds"),
                "DateEnded": restore.ended_at.isoformat(timespec="milliseconds"),
                "Reads": 0,
                "Writes": 7,
                "Deletes": 0,
                "Failed": 0,
                "DriftCount": 0,
            },
            "URL": f"http://localhost:8000/organizations/acme_Staging/restores/{restore.pk}/",
        },
    }


def test_a_call_has_the_signature_of_standard_webhooks_and_none_of_ordercloud(cast, restore, receiver):
    webhook = subscribe(cast, "restore.finished", url=receiver.url)
    announcements.announce(restore)
    delivery.deliver(webhook.deliveries.get().pk)
    call = receiver.calls[0]
    assert verifies(call, webhook.secret)
    assert "X-oc-hash" not in call.headers
    assert webhook.secret.encode() not in call.body


def verifies(call, secret: str) -> bool:
    try:
        Webhook(secret).verify(call.body, dict(call.headers.items()))
    except WebhookVerificationError:
        return False
    return True


def test_both_secrets_verify_a_call_within_a_day_after_the_rotation(cast, restore, receiver):
    webhook = subscribe(cast, "restore.finished", url=receiver.url)
    first = webhook.secret
    with time_machine.travel(clock.now(), tick=False) as traveller:
        event_webhooks.rotate_secret(webhook, by=cast.adam)
        for expected in (True, False):
            announcements.announce(restore)
            delivery.deliver(webhook.deliveries.first().pk)
            assert verifies(receiver.calls[-1], webhook.secret)
            assert verifies(receiver.calls[-1], first) == expected
            traveller.shift(event_webhooks.SECRET_OVERLAP)


def test_a_webhook_is_called_only_for_the_events_that_it_chose_and_only_while_it_is_on(cast, restore):
    failed, finished = subscribe(cast, "restore.failed"), subscribe(cast, "restore.finished")
    off = event_webhooks.create(
        cast.pair.staging,
        Settings("https://hooks.example/", ["restore.finished"], active=False),
        by=cast.adam,
    )
    announcements.announce(restore)
    assert (announced(failed), announced(finished), announced(off)) == ([], ["restore.finished"], [])


def test_another_organization_s_restores_are_not_announced(cast, restore):
    other = event_webhooks.create(
        cast.sandbox, Settings("https://hooks.example/", ["restore.finished"]), by=cast.olive
    )
    announcements.announce(restore)
    assert not announced(other)


def test_a_start_is_announced_once_however_many_processes_continue_the_run(webhook, waiting):
    for _ in range(2):
        run = Restore.objects.get(pk=waiting.pk)
        lease = claim(run.pk, reclaim_dead=True)
        with lease.fenced():
            outcome.mark_started(run)
        Restore.objects.update(lease_holder="")
    assert announced(webhook) == ["restore.started"]


def test_a_run_that_ends_with_drift_is_announced_as_ended_and_as_drift(webhook, restore):
    RestoreFinding.objects.create(restore=restore, type="drift", resource="Webhooks", record_path="W1")
    announcements.announce(restore)
    assert announced(webhook) == ["restore.finished", "restore.drift"]
    assert '"DriftCount": 1' in webhook.deliveries.first().body


def test_a_failed_run_is_announced(webhook, waiting):
    waiting.started_at = clock.now()
    waiting.save()
    outcome.mark_failed(waiting, claim(waiting.pk), "The disk of OrderCloud is full.")
    assert announced(webhook) == ["restore.failed"]


def test_a_failed_comparison_is_announced_as_a_failed_plan(cast, webhook):
    plan = lifecycle.request_plan(cast.pair, by=cast.adam)
    outcome.mark_failed(plan, claim(plan.pk), "OrderCloud is unreachable.")
    assert announced(webhook) == ["plan.failed"]


def test_a_restore_that_is_stopped_before_a_process_runs_it_is_announced(cast, webhook, waiting):
    lifecycle.cancel(waiting, by=cast.adam)
    assert announced(webhook) == ["restore.cancelled"]
    assert '"State": "cancelled"' in webhook.deliveries.get().body


def test_an_event_whose_transaction_fails_is_not_announced(webhook, waiting, monkeypatch):
    def broken(restore):
        raise RuntimeError

    lease = claim(waiting.pk)
    outcome.mark_started(waiting)
    monkeypatch.setattr(outcome.staging_restore, "announce", broken)
    with pytest.raises(RuntimeError):
        outcome.store_result(waiting, lease, Result(state="finished", equal=True))
    assert announced(webhook) == ["restore.started"]


def test_a_plan_is_announced_with_what_a_restore_would_change(cast, webhook):
    plan = lifecycle.request_plan(cast.pair, by=cast.adam)
    outcome.store_plan(plan, claim(plan.pk), Result(state="finished", equal=False, writes=12))
    assert announced(webhook) == ["plan.ready"]
    restore = json.loads(webhook.deliveries.get().body)["data"]["Restore"]
    assert (restore["State"], restore["Writes"], restore["DateStarted"]) == ("planned", 12, None)


@pytest.mark.parametrize("state", ["finished", "incomplete", "cancelled"])
def test_each_end_of_a_run_has_an_event(webhook, waiting, state):
    lease = claim(waiting.pk)
    outcome.mark_started(waiting)
    outcome.store_result(waiting, lease, Result(state=state, equal=state == "finished"))
    assert announced(webhook) == ["restore.started", f"restore.{state}"]


def test_a_skipped_slot_is_announced_with_its_time(cast, webhook, staging_owner):
    StagingPair.objects.update(linked_at=SUNDAY - timedelta(days=3))
    with time_machine.travel(SUNDAY):
        schedule.start_scheduled()
        schedule.start_scheduled()
    assert announced(webhook) == ["restore.held"]
    assert json.loads(webhook.deliveries.get().body)["data"]["Slot"] == "2026-11-22T03:00:00.000+00:00"


def test_a_delivery_of_a_killed_worker_is_made_after_the_restart(cast, restore, receiver):
    webhook = subscribe(cast, "restore.finished", url=receiver.url)
    announcements.announce(restore)
    WebhookDelivery.objects.update(attempt_count=1, next_attempt_at=clock.now() + delivery.CLAIM_TIMEOUT)
    assert not delivery.requeue_due()
    with time_machine.travel(clock.now() + delivery.CLAIM_TIMEOUT):
        assert delivery.requeue_due() == 1
        assert delivery.deliver(webhook.deliveries.get().pk)
