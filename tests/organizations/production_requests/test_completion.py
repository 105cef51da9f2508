"""A creation that fails half-way says which step failed, and trying again finishes it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.audit.events import Event
from accounts.models import AuditEntry
from accounts.operators import Operator
from organizations import tasks
from organizations.connections import provisioning
from organizations.connections.clients import client_for
from organizations.creation import create
from organizations.models import Environment, Organization, ProductionRequest, StagingPair
from organizations.production_requests import completion, decision
from tests.cast import create_operator, create_organization, create_user
from tests.mail import last_mail_to, mails_to
from tests.organizations.production_requests.conftest import OPERATORS, marketplaces

Status = ProductionRequest.Status


@pytest.fixture
def half_done(pending, operator, emulator):
    """A request whose Staging can't be created, because someone has a marketplace with records there."""
    theirs = create("Theirs", owner=create_user("stan"), id="shop_Staging", environment="Staging")
    client_for(theirs, ("FullAccess",)).post("/suppliers", {"ID": "s", "Name": "S"})
    theirs.delete()
    return decision.approve(pending, by=operator)


def test_a_failed_step_is_named_and_the_decision_is_kept(half_done, operator):
    assert (half_done.status, half_done.failed_step) == (Status.INCOMPLETE, completion.STAGING)
    assert (half_done.failure, half_done.decided_by) == (
        "This ID is taken.",
        operator.user,
    )
    assert not Organization.objects.exists()
    entry = AuditEntry.objects.get(event=Event.PRODUCTION_REQUEST_FAILED)
    assert (entry.result, entry.details["step"]) == ("failed", completion.STAGING)


def test_an_incomplete_request_is_not_approved_a_second_time(half_done):
    with pytest.raises(ValidationError, match="Already approved by Oscar"):
        decision.approve(half_done, by=Operator(create_operator("ona")))
    half_done.refresh_from_db()
    assert half_done.decided_by.username == "oscar"


def test_a_failed_creation_is_emailed_to_the_requester_once_and_is_no_approval(half_done, operator):
    completion.retry(half_done, by=operator)
    assert [mail.subject for mail in mails_to(half_done.requester.email)] == [
        "Approved, not created yet: Production for Shop",
        "We received your request: Production for Shop",
    ]


def test_trying_again_finishes_what_is_missing_without_doing_it_twice(half_done, operator, emulator):
    emulator.emulator.organizations.purge("shop_Staging")
    completed = completion.retry(half_done, by=operator)
    assert (completed.status, completed.failed_step, completed.failure) == (Status.APPROVED, "", "")
    assert set(Organization.objects.values_list("pk", flat=True)) == {"shop", "shop_Staging"}
    assert StagingPair.objects.count() == 1
    assert AuditEntry.objects.filter(event=Event.PRODUCTION_REQUEST_APPROVED).count() == 1
    assert last_mail_to(half_done.requester.email).subject == "Approved: Production for Shop"
    with pytest.raises(ValidationError, match="Already approved by Oscar"):
        completion.retry(half_done, by=operator)


def test_an_unreachable_emulator_fails_the_first_step(pending, operator, settings):
    settings.EMULATOR_URL = "http://127.0.0.1:9"
    incomplete = decision.approve(pending, by=operator)
    assert (incomplete.status, incomplete.failed_step) == (Status.INCOMPLETE, completion.PRODUCTION)


def test_nonsense_from_the_emulator_is_a_failed_step(pending, operator, fake_ordercloud):
    assert decision.approve(pending, by=operator).failed_step == completion.PRODUCTION


def test_an_id_taken_meanwhile_is_solved_with_another_id(pending, operator, emulator, settings):
    create_organization(create_user("stan"), "shop")
    incomplete = decision.approve(pending, by=operator)
    assert (incomplete.failed_step, incomplete.failure) == (completion.CHECK, "This ID is taken.")
    with pytest.raises(ValidationError, match="can't end in _Staging"):
        completion.retry(incomplete, by=operator, organization_id="shop_Staging")
    completed = completion.retry(incomplete, by=operator, organization_id="shop-2")
    assert (completed.status, completed.production.pk) == (Status.APPROVED, "shop-2")
    entry = AuditEntry.objects.get(event=Event.PRODUCTION_REQUEST_UPDATED)
    assert entry.details["changes"] == {"organization_id": {"from": "shop", "to": "shop-2"}}
    assert Organization.objects.get(pk="shop").owner.username == "stan"


def test_another_id_leaves_no_marketplace_under_the_former_one(half_done, operator, emulator):
    completion.retry(half_done, by=operator, organization_id="outlet")
    assert marketplaces(emulator) == {"outlet", "outlet_Staging", "shop_Staging"}


def test_an_incomplete_request_can_be_declined_and_leaves_nothing_of_its_own(half_done, operator, emulator):
    declined = decision.decline(half_done, by=operator, note="The ID is in use elsewhere.")
    assert (declined.status, declined.failure) == (Status.DECLINED, "")
    assert marketplaces(emulator) == {"shop_Staging"}


def test_an_incomplete_request_can_end_with_connected_organizations(half_done, operator, oscar):
    real = create_organization(oscar, "real", Environment.PRODUCTION)
    assert decision.approve_connected(half_done, real, by=operator).production == real


def test_a_decline_during_the_creation_wins_and_leaves_nothing(pending, operator, emulator, monkeypatch):
    create_marketplace = provisioning.provision_new

    def decline_meanwhile(organization):
        create_marketplace(organization)
        if organization.environment == Environment.STAGING:
            decision.decline(pending, by=operator, note="Stop.")

    monkeypatch.setattr(provisioning, "provision_new", decline_meanwhile)
    assert decision.approve(pending, by=operator).status == Status.DECLINED
    assert not Organization.objects.exists()
    assert marketplaces(emulator) == set()


@pytest.fixture
def interrupted(pending, operator, emulator, monkeypatch, clock):
    """A request whose process was killed right after the decision was stored."""

    class Killed(BaseException):
        pass

    def kill(request):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(completion, "complete", kill)
        with pytest.raises(Killed):
            decision.approve(pending, by=operator)
    clock.move(completion.INTERRUPTED_AFTER + timedelta(seconds=1))
    return ProductionRequest.objects.get(pk=pending.pk)


def test_a_decision_survives_a_killed_process_and_the_schedule_completes_it(interrupted, operator):
    assert (interrupted.status, interrupted.decided_by) == (Status.INCOMPLETE, operator.user)
    assert tasks.resume_production_requests() == 1
    interrupted.refresh_from_db()
    assert (interrupted.status, interrupted.production.pk) == (Status.APPROVED, "shop")
    assert tasks.resume_production_requests() == 0


def test_a_resumed_creation_that_fails_is_emailed_to_the_operators_once(interrupted, settings, clock):
    settings.EMULATOR_URL = "http://127.0.0.1:9"
    assert tasks.resume_production_requests() == 1
    clock.move(2 * completion.INTERRUPTED_AFTER)
    assert tasks.resume_production_requests() == 0  # an operator tries again
    assert last_mail_to(OPERATORS).subject == "Incomplete: Production for Shop"
    assert completion.PRODUCTION in last_mail_to(OPERATORS).text


def test_a_creation_that_two_processes_complete_is_stored_once(pending, operator, emulator):
    decision.approve(pending, by=operator)
    assert completion.complete(pending).status == Status.APPROVED
    assert StagingPair.objects.count() == 1
    assert len(mails_to(pending.requester.email)) == 2  # received, approved
