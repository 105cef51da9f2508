"""Decisions: once, on what the operator read, and what they lead to."""

import threading

import pytest
from django.core.exceptions import ValidationError

from accounts.audit.events import Event
from accounts.models import AuditEntry
from accounts.operators import Operator
from contributors.models import AccessGrant
from organizations.connections.clients import client_for
from organizations.models import Connection, Environment, Organization, ProductionRequest, StagingPair
from organizations.production_requests import decision, submission
from tests.cast import create_access, create_operator, create_organization, create_staging_pair, create_user
from tests.concurrency import run_concurrently
from tests.mail import last_mail_to, mails_to

Status = ProductionRequest.Status


def test_approval_creates_production_and_staging_for_the_requester(pending, operator, emulator):
    approved = decision.approve(pending, by=operator, note="Welcome.")
    olive = pending.requester
    assert (approved.status, approved.decided_by, approved.production.pk) == (
        "approved",
        operator.user,
        "shop",
    )
    pair = StagingPair.objects.get(production=approved.production)
    assert (pair.staging.pk, pair.staging.owner, approved.production.owner) == ("shop_Staging", olive, olive)
    assert client_for(approved.production, ("FullAccess",)).get("/me")["Seller"]["ID"] == "shop"


def test_the_requester_is_emailed_the_links_and_the_note(pending, operator, emulator):
    decision.approve(pending, by=operator, note="Welcome.")
    mail = last_mail_to(pending.requester.email)
    assert mail.subject == "Approved: Production for Shop"
    for part in ("/organizations/shop/", "/organizations/shop_Staging/", "Oscar wrote:\n\nWelcome."):
        assert part in mail.text


def test_approval_is_audited_as_an_operators_act(pending, oscar, emulator):
    decision.approve(pending, by=Operator(oscar, "Adam is on call"))
    for event in (Event.PRODUCTION_REQUEST_APPROVED, Event.PRODUCTION_REQUEST_OPENED):
        entry = AuditEntry.objects.get(event=event)
        assert (entry.actor, entry.details["reason"]) == (oscar, "Adam is on call")
    assert AuditEntry.objects.get(event=Event.PRODUCTION_REQUEST_COMPLETED).organization == "shop"


def test_a_decline_requires_a_note_which_the_requester_reads(pending, operator):
    with pytest.raises(ValidationError) as refused:
        decision.decline(pending, by=operator, note=" ")
    assert refused.value.message_dict == {"note": ["Enter a note."]}
    declined = decision.decline(pending, by=operator, note="Load tests belong in Sandbox.")
    assert declined.status == Status.DECLINED
    assert "Load tests belong in Sandbox." in last_mail_to(pending.requester.email).text


def test_the_second_operator_reads_who_decided(pending, operator):
    decision.decline(pending, by=operator, note="No.")
    ona = Operator(create_operator("ona"))
    for act in (decision.approve, decision.decline):
        with pytest.raises(ValidationError, match=r"Already declined by Oscar\."):
            act(pending, by=ona, note="Yes.")
    assert len(mails_to(pending.requester.email)) == 2  # received, declined


def test_a_withdrawn_request_cannot_be_decided(pending, operator):
    submission.withdraw(pending, by=pending.requester)
    with pytest.raises(ValidationError, match=r"Olive withdrew this request\."):
        decision.approve(pending, by=operator)


def test_what_was_changed_after_the_operator_read_it_is_not_decided(pending, operator, details):
    seen = pending.updated_at
    submission.update(pending, details(organization_id="other"), by=pending.requester)
    for act in (decision.approve, decision.decline):
        with pytest.raises(ValidationError, match="changed while you were reading it"):
            act(pending, by=operator, note="Fine.", seen=seen)


@pytest.mark.django_db(transaction=True)
def test_two_operators_and_a_withdrawal_at_the_same_time_lead_to_one_outcome(emulator, details):
    olive, outcomes = create_user("olive"), []
    request = submission.submit(details(), by=olive)
    oscar, ona = Operator(create_operator("oscar")), Operator(create_operator("ona"))
    ready = threading.Barrier(3)

    def attempt(act, **options):
        ready.wait()
        try:
            outcomes.append(act(request, **options).status)
        except ValidationError:
            outcomes.append("refused")

    run_concurrently(
        [
            lambda: attempt(decision.approve, by=oscar, seen=request.updated_at),
            lambda: attempt(decision.decline, by=ona, note="No.", seen=request.updated_at),
            lambda: attempt(submission.withdraw, by=olive),
        ]
    )
    request.refresh_from_db()
    assert sorted(outcomes) == sorted(["refused", "refused", request.status])
    assert Organization.objects.exists() == (request.status == Status.APPROVED)


def test_nothing_is_approved_for_a_deactivated_account(pending, operator):
    pending.requester.is_active = False
    pending.requester.save()
    with pytest.raises(ValidationError, match="The account of Olive is deactivated"):
        decision.approve(pending, by=operator)


def test_without_an_emulator_connected_organizations_must_be_chosen(pending, operator, settings):
    settings.EMULATOR_KEY = ""
    with pytest.raises(ValidationError, match="Choose connected ones"):
        decision.approve(pending, by=operator)
    pending.refresh_from_db()
    assert pending.status == Status.PENDING


class TestConnected:
    @pytest.fixture
    def real(self, oscar):
        """Production and Staging that Oscar connected, with a hosted account of his own."""
        pair = create_staging_pair(oscar, "real")
        StagingPair.objects.all().delete()
        for organization in (pair.production, pair.staging):
            organization.connection.type = Connection.Type.HOSTED_PORTAL
            organization.connection.account_owner = oscar
            organization.connection.save()
        return pair.production, pair.staging

    def test_connected_organizations_become_the_requesters_and_a_pair(self, pending, operator, real):
        approved = decision.approve_connected(pending, *real, by=operator)
        assert (approved.status, approved.production) == (Status.APPROVED, real[0])
        assert StagingPair.objects.get().staging == real[1]
        assert {row.owner for row in Organization.objects.all()} == {pending.requester}
        entry = AuditEntry.objects.get(event=Event.ORGANIZATION_TRANSFERRED, organization="real")
        assert (entry.actor, entry.details["new_owner"]) == (operator.user, "olive")

    def test_the_new_owner_keeps_no_access_grant_of_their_own(self, pending, operator, real):
        create_access(real[0], ["BuyerReader"], user=pending.requester)
        others = create_access(real[0], ["BuyerReader"], user=create_user("victor"))
        decision.approve_connected(pending, *real, by=operator)
        assert list(AccessGrant.objects.all()) == [others]

    def test_a_connection_that_rests_on_the_operators_account_is_dropped(self, pending, operator, real):
        decision.approve_connected(pending, *real, by=operator)
        assert {row.status for row in Connection.objects.all()} == {Connection.Status.DISCONNECTED}

    def test_a_linked_staging_comes_along(self, pending, operator, oscar):
        pair = create_staging_pair(oscar, "real")
        decision.approve_connected(pending, pair.production, by=operator)
        pair.staging.refresh_from_db()
        assert pair.staging.owner == pending.requester
        assert "/organizations/real_Staging/" in last_mail_to(pending.requester.email).text

    def test_production_alone_is_possible(self, pending, operator, oscar):
        alone = create_organization(oscar, "alone", Environment.PRODUCTION)
        assert decision.approve_connected(pending, alone, by=operator).status == Status.APPROVED
        assert "/organizations/alone/" in last_mail_to(pending.requester.email).text

    @pytest.mark.parametrize("environment", [Environment.SANDBOX, Environment.STAGING])
    def test_an_organization_of_another_environment_is_refused(self, pending, operator, oscar, environment):
        other = create_organization(oscar, "other_Staging", environment)
        with pytest.raises(ValidationError, match="not in Production"):
            decision.approve_connected(pending, other, by=operator)

    def test_someone_elses_organization_is_refused_and_nothing_changes(self, pending, operator):
        foreign = create_organization(create_user("stan"), "foreign", Environment.PRODUCTION)
        with pytest.raises(ValidationError, match="belongs to Stan"):
            decision.approve_connected(pending, foreign, by=operator)
        pending.refresh_from_db()
        foreign.refresh_from_db()
        assert (pending.status, foreign.owner.username) == (Status.PENDING, "stan")
        assert not AuditEntry.objects.filter(event=Event.PRODUCTION_REQUEST_APPROVED).exists()

    def test_an_organization_leads_from_one_request_only(self, pending, operator, real, details):
        decision.approve_connected(pending, *real, by=operator)
        second = submission.submit(details(), by=pending.requester)
        with pytest.raises(ValidationError, match="real belongs to another request"):
            decision.approve_connected(second, *real, by=operator)
