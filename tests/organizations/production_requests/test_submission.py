"""What requesters may do until the decision: submit within their limits, change, withdraw."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.audit.events import Event
from accounts.models import AuditEntry
from lib import clock as portal_clock
from organizations import quotas
from organizations.models import Environment, ProductionRequest, Quota
from organizations.production_requests import decision, submission
from organizations.production_requests.request_details import free_ids
from organizations.production_requests.submission import submit, update, withdraw
from tests.cast import create_organization, create_user
from tests.concurrency import run_concurrently
from tests.mail import mails_to
from tests.organizations.production_requests.conftest import OPERATORS

Status = ProductionRequest.Status


def errors_of(call) -> dict:
    with pytest.raises(ValidationError) as refused:
        call()
    return (
        refused.value.message_dict if hasattr(refused.value, "error_dict") else {"": refused.value.messages}
    )


def test_a_request_waits_for_a_decision_and_both_sides_are_emailed(olive, details):
    sandbox = create_organization(olive, "shop_Sandbox")
    made = submit(details(built_in=sandbox, region="eur"), by=olive)
    assert (made.status, made.requester, made.built_in, made.region) == ("pending", olive, sandbox, "eur")
    assert "change or withdraw" in mails_to(olive.email)[0].text
    to_operators = mails_to(OPERATORS)[0]
    assert to_operators.subject == "New request: Production for Shop"
    assert "We go live in May." in to_operators.text
    assert f"/admin/organizations/productionrequest/{made.pk}/change/" in to_operators.text
    assert AuditEntry.objects.get(event=Event.PRODUCTION_REQUEST_CREATED).actor == olive


def test_without_an_address_for_operators_each_operator_is_emailed(olive, oscar, details, settings):
    settings.OPERATOR_EMAIL = ""
    submit(details(), by=olive)
    assert len(mails_to(oscar.email)) == 1


def test_a_request_creates_nothing_and_reserves_no_id(olive, details, emulator):
    submit(details(), by=olive)
    assert not olive.owned_organizations.exists()
    create_organization(create_user("stan"), "shop")


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"name": " "}, "name", "Enter a name."),
        ({"name": "x" * 10_000}, "name", "Use at most 100 characters."),
        ({"name": "Shop\u202e"}, "name", "Use one line, without control characters or marks of direction."),
        ({"organization_id": ""}, "organization_id", "Enter an ID."),
        (
            {"organization_id": "a b"},
            "organization_id",
            "Use letters A to Z, digits, dashes and underscores only.",
        ),
        ({"organization_id": "own_staging"}, "organization_id", "IDs can't end in _Staging."),
        ({"organization_id": "own_sandbox"}, "organization_id", "IDs in Production can't end in _Sandbox."),
        (
            {"organization_id": "x" * 93},
            "organization_id",
            "Use at most 92 characters. Staging's ID adds _Staging.",
        ),
        ({"organization_id": "requests"}, "organization_id", "This ID is taken."),
        ({"region": "moon"}, "region", "There is no region moon."),
        ({"reason": " \r\n "}, "reason", "Say why you need Production."),
        ({"reason": "x" * 2001}, "reason", "Use at most 2,000 characters."),
        ({"reason": "nul\x00"}, "reason", "Remove the characters that cannot be stored."),
    ],
)
def test_an_invalid_field_is_refused_by_name_and_nothing_is_stored(olive, details, wrong, field, sentence):
    assert errors_of(lambda: submit(details(**wrong), by=olive)) == {field: [sentence]}
    assert not ProductionRequest.objects.exists()


def test_line_breaks_of_a_browser_count_once(olive, details):
    made = submit(details(reason="a\r\n" * 999 + "bc"), by=olive)
    assert len(made.reason) == 2000


def test_an_id_is_refused_that_an_organization_or_its_staging_has(olive, details):
    create_organization(olive, "Taken")
    create_organization(olive, "half_Staging", Environment.STAGING)
    assert errors_of(lambda: submit(details(organization_id="taken"), by=olive)) == {
        "organization_id": ["This ID is taken."]
    }
    assert errors_of(lambda: submit(details(organization_id="half"), by=olive)) == {
        "organization_id": ["half_Staging is taken."]
    }


def test_an_id_is_suggested_that_is_free_in_both_environments_and_not_requested(pending, olive):
    create_organization(olive, "half_Staging", Environment.STAGING)
    create_organization(olive, "TAKEN")
    candidates = ["free", "half", "taken", "Shop", "own_Sandbox", "x" * 93]
    assert free_ids(candidates, region="usw") == {"free"}


def test_two_open_requests_for_one_id_are_refused_in_any_case(pending, details):
    stan = create_user("stan")
    refused = errors_of(lambda: submit(details(organization_id="SHOP"), by=stan))
    assert refused == {"organization_id": ["SHOP is already requested."]}
    withdraw(pending, by=pending.requester)
    assert submit(details(organization_id="SHOP"), by=stan).pk


def test_only_an_own_sandbox_organization_can_be_named(olive, details):
    foreign = create_organization(create_user("stan"), "foreign")
    own_production = create_organization(olive, "live", Environment.PRODUCTION)
    deleted = create_organization(olive, "deleted", deleted_at=portal_clock.now())
    for organization in (foreign, own_production, deleted):
        assert "built_in" in errors_of(lambda item=organization: submit(details(built_in=item), by=olive))


def test_a_go_live_date_is_today_or_later(olive, details):
    today = timezone.localdate(portal_clock.now())
    yesterday = today - timedelta(days=1)
    assert errors_of(lambda: submit(details(go_live_date=yesterday), by=olive)) == {
        "go_live_date": ["Choose today or a later date."]
    }
    assert submit(details(go_live_date=today), by=olive).go_live_date == today


def test_the_same_request_sent_twice_is_stored_and_emailed_once(olive, details):
    assert submit(details(), by=olive) == submit(details(), by=olive)
    assert len(mails_to(OPERATORS)) == 1


def test_the_quota_of_open_requests_is_a_limit_until_one_is_withdrawn(olive, details):
    Quota.objects.create(user=olive, open_requests=1)
    first = submit(details(), by=olive)
    second = details(organization_id="other")
    assert errors_of(lambda: submit(second, by=olive)) == {
        "": ["You have 1 open request, which is your limit. Withdraw one, or wait for a decision."]
    }
    withdraw(first, by=olive)
    assert submit(second, by=olive).pk


def test_a_quota_of_none_says_whom_to_ask(olive, details):
    Quota.objects.create(user=olive, open_requests=0)
    assert errors_of(lambda: submit(details(), by=olive)) == {
        "": ["You can't request Production, which is your limit. Ask an operator."]
    }


@pytest.mark.django_db(transaction=True)
def test_requests_at_the_same_time_do_not_pass_the_quota(details):
    olive = create_user("olive")
    Quota.objects.create(user=olive, open_requests=2)
    refused = []

    def attempt(number):
        try:
            submit(details(organization_id=f"shop{number}"), by=olive)
        except ValidationError as error:
            refused.append(error)

    run_concurrently([lambda n=number: attempt(n) for number in range(4)])
    assert (quotas.open_requests_of(olive), len(refused)) == (2, 2)


def test_requests_per_hour_are_limited_because_each_emails_the_operators(olive, details, clock):
    for number in range(submission.MAX_REQUESTS_AN_HOUR):
        withdraw(submit(details(organization_id=f"shop{number}"), by=olive), by=olive)
    assert errors_of(lambda: submit(details(), by=olive)) == {
        "": ["You sent 10 requests in the last hour. Try again later."]
    }
    clock.move(timedelta(hours=2))
    assert submit(details(), by=olive).pk


def test_a_request_can_be_changed_until_it_is_decided(pending, operator, details):
    olive = pending.requester
    changed = update(pending, details(name="Outlet", organization_id="outlet"), by=olive)
    assert (changed.name, changed.organization_id) == ("Outlet", "outlet")
    entry = AuditEntry.objects.get(event=Event.PRODUCTION_REQUEST_UPDATED)
    assert entry.details == {"fields": ["name", "organization_id"]}
    decision.decline(changed, by=operator, note="No.")
    assert errors_of(lambda: update(changed, details(), by=olive)) == {"": ["Already declined by Oscar."]}


def test_saving_a_request_without_a_change_is_not_audited(pending, details):
    update(pending, details(), by=pending.requester)
    assert not AuditEntry.objects.filter(event=Event.PRODUCTION_REQUEST_UPDATED).exists()


def test_a_request_can_be_withdrawn_once_and_both_sides_are_emailed(pending):
    for _ in range(2):
        assert withdraw(pending, by=pending.requester).status == Status.WITHDRAWN
    assert [mail.subject for mail in mails_to(OPERATORS)] == [
        "Withdrawn: Production for Shop",
        "New request: Production for Shop",
    ]
    assert [mail.subject for mail in mails_to(pending.requester.email)] == [
        "Withdrawn: Production for Shop",
        "We received your request: Production for Shop",
    ]
    assert AuditEntry.objects.filter(event=Event.PRODUCTION_REQUEST_WITHDRAWN).count() == 1


def test_a_decided_request_cannot_be_withdrawn(pending, operator):
    decision.decline(pending, by=operator, note="No.")
    assert errors_of(lambda: withdraw(pending, by=pending.requester)) == {"": ["Already declined by Oscar."]}


def test_only_the_requester_changes_and_withdraws(pending, oscar, details):
    with pytest.raises(PermissionDenied):
        update(pending, details(name="Mine"), by=oscar)
    with pytest.raises(PermissionDenied):
        withdraw(pending, by=oscar)
