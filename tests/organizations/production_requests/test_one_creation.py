"""One process at a time creates what a request asks for, and none touches what another creates."""

from collections import Counter
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.audit.events import Event
from accounts.models import AuditEntry
from organizations import claims, tasks
from organizations.connections import provisioning
from organizations.models import Environment, ProductionRequest
from organizations.production_requests import completion, decision, leases, submission
from tests.cast import create_organization, create_user
from tests.concurrency import run_concurrently
from tests.mail import mails_to
from tests.organizations.production_requests.conftest import OPERATORS, marketplaces, organizations

Status = ProductionRequest.Status
BOTH = {"shop", "shop_Staging"}


class Killed(BaseException):
    """The process ends without any further step."""


def failures() -> int:
    return AuditEntry.objects.filter(event=Event.PRODUCTION_REQUEST_FAILED).count()


@pytest.mark.parametrize(
    "again",
    [
        lambda request, by: completion.retry(request, by=by),
        # A process that found it free a moment ago.
        lambda request, by: completion.complete(request),
    ],
)
def test_trying_again_while_it_is_created_is_in_progress_and_no_failure(
    pending, operator, emulator, during, monkeypatch, again
):
    monkeypatch.setattr(claims, "MAX_WAIT", 0)
    second = []
    during(lambda: second.append(again(pending, operator)))
    assert decision.approve(pending, by=operator).status == Status.APPROVED
    assert (second[0].status, second[0].failure, second[0].is_being_created) == (Status.INCOMPLETE, "", True)
    assert organizations() == marketplaces(emulator) == BOTH
    assert failures() == 0
    assert len(mails_to(OPERATORS)) == 1  # the request


def test_the_schedule_does_not_start_what_is_running_however_long_it_takes(
    pending, operator, emulator, during, clock
):
    resumed, slow = [], leases.DURATION * 2 / 3

    def take_long_and_resume():
        clock.move(slow)
        resumed.append(tasks.resume_production_requests())

    during(lambda: clock.move(slow), "shop")
    during(take_long_and_resume)
    assert decision.approve(pending, by=operator).status == Status.APPROVED
    assert resumed == [0]
    assert failures() == 0


@pytest.mark.django_db(transaction=True)
def test_of_several_that_try_again_at_once_one_creates(failed, operator, emulator, monkeypatch):
    created, states, ready = Counter(), [], Barrier(4)
    create = provisioning.provision
    monkeypatch.setattr(provisioning, "provision", lambda item: (created.update([item.pk]), create(item)))

    def attempt():
        ready.wait()
        try:
            tried = completion.retry(failed, by=operator)
            states.append((tried.status, tried.failure))
        except ValidationError as error:
            states.append(error.code)
        finally:
            connection.close()

    run_concurrently([attempt] * 4)
    assert created == {"shop": 1, "shop_Staging": 1}
    assert set(states) <= {(Status.APPROVED, ""), (Status.INCOMPLETE, ""), "decided"}
    assert failures() == 1  # the first attempt
    assert organizations() == marketplaces(emulator) == BOTH
    assert len(mails_to(failed.requester.email)) == 3  # received, delayed, approved


@pytest.mark.parametrize("held", ["SHOP", "shop_staging"])
def test_an_id_that_someone_else_is_creating_is_in_progress_until_the_schedule_tries_it(
    pending, operator, emulator, clock, held
):
    with claims.claim(held, create_user("stan")):
        waiting = decision.approve(pending, by=operator)
        clock.move(completion.INTERRUPTED_AFTER + timedelta(seconds=1))
        assert tasks.resume_production_requests() == 1
    assert (waiting.status, waiting.failed_step, waiting.failure) == (Status.INCOMPLETE, "", "")
    assert (failures(), len(mails_to(OPERATORS))) == (0, 1)
    assert tasks.resume_production_requests() == 1
    pending.refresh_from_db()
    assert pending.status == Status.APPROVED


def test_another_id_is_refused_while_the_first_one_is_created(pending, operator, emulator, during):
    refused = []

    def change():
        with pytest.raises(ValidationError) as raised:
            completion.retry(pending, by=operator, organization_id="outlet")
        refused.append(raised.value.message_dict)

    during(change)
    assert decision.approve(pending, by=operator).production_id == "shop"
    assert refused == [{"organization_id": ["Production for Shop is being created. Wait for the outcome."]}]
    assert organizations() == marketplaces(emulator) == BOTH


def test_a_killed_process_loses_the_request_after_a_while(pending, operator, emulator, during, clock):
    def kill():
        raise Killed

    during(kill)
    with pytest.raises(Killed):
        decision.approve(pending, by=operator)
    assert completion.retry(pending, by=operator).is_being_created
    clock.move(leases.DURATION + timedelta(seconds=1))
    assert tasks.resume_production_requests() == 1
    pending.refresh_from_db()
    assert pending.status == Status.APPROVED
    assert organizations() == marketplaces(emulator) == BOTH


def test_who_was_taken_for_killed_stores_nothing_under_the_former_id(
    pending, operator, emulator, during, clock
):
    def take_over():
        clock.move(leases.DURATION + timedelta(seconds=1))
        completion.retry(pending, by=operator, organization_id="outlet")

    during(take_over)
    assert decision.approve(pending, by=operator).production_id == "outlet"
    assert organizations() == marketplaces(emulator) == {"outlet", "outlet_Staging"}


def test_who_was_taken_for_killed_leaves_the_same_id_to_the_next_attempt(
    pending, operator, emulator, during, clock, monkeypatch
):
    monkeypatch.setattr(claims, "MAX_WAIT", 0)

    def take_over():
        clock.move(leases.DURATION + timedelta(seconds=1))
        assert tasks.resume_production_requests() == 1

    during(take_over)
    assert decision.approve(pending, by=operator).is_being_created
    assert tasks.resume_production_requests() == 1
    assert organizations() == marketplaces(emulator) == BOTH
    assert failures() == 0


def test_only_the_id_that_was_created_is_stored(pending, operator, emulator, during):
    during(lambda: ProductionRequest.objects.update(organization_id="outlet"))
    assert decision.approve(pending, by=operator).status == Status.INCOMPLETE
    assert organizations() == marketplaces(emulator) == set()
    assert completion.retry(pending, by=operator).production_id == "outlet"
    assert organizations() == marketplaces(emulator) == {"outlet", "outlet_Staging"}


def test_connected_organizations_chosen_during_the_creation_replace_it(
    pending, operator, oscar, emulator, during
):
    real = create_organization(oscar, "real", Environment.PRODUCTION)
    during(lambda: decision.approve_connected(pending, real, by=operator))
    assert decision.approve(pending, by=operator).production == real
    assert (organizations(), marketplaces(emulator)) == ({"real"}, set())


def test_a_request_deleted_with_its_account_during_the_creation_leaves_nothing(
    pending, operator, emulator, during
):
    during(ProductionRequest.objects.all().delete)
    with pytest.raises(ValidationError, match="deleted with the requester's account"):
        decision.approve(pending, by=operator)
    assert organizations() == marketplaces(emulator) == set()


def test_declining_what_was_never_approved_removes_nothing(pending, operator, emulator, monkeypatch):
    def purge_empty(organization):
        pytest.fail(f"removes {organization.pk}")

    monkeypatch.setattr(provisioning, "purge_empty", purge_empty)
    assert decision.decline(pending, by=operator, note="No.").status == Status.DECLINED


def test_one_request_that_cannot_be_resumed_does_not_prevent_the_others(
    olive, details, operator, emulator, monkeypatch, clock
):
    requests = [
        submission.submit(details(name=id, organization_id=id), by=olive) for id in ("one", "two", "six")
    ]
    with monkeypatch.context() as patched:
        patched.setattr(completion, "complete", lambda request: request)
        for request in requests:
            decision.approve(request, by=operator)
    create = provisioning.provision_new

    def fail_or_create(organization):
        if organization.pk == "one":
            raise RuntimeError("unforeseen")
        if organization.pk == "two":
            ProductionRequest.objects.filter(organization_id="two").delete()
        create(organization)

    monkeypatch.setattr(provisioning, "provision_new", fail_or_create)
    clock.move(completion.INTERRUPTED_AFTER + timedelta(seconds=1))
    tasks.resume_production_requests()
    assert organizations() == {"six", "six_Staging"}
    monkeypatch.setattr(provisioning, "provision_new", create)
    assert tasks.resume_production_requests() == 1  # what failed is free for the next attempt
    assert organizations() == {"one", "one_Staging", "six", "six_Staging"}
