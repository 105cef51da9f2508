"""A second person approves deletes in Production where operators require it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from accounts.models import AuditEntry, OutgoingMail
from accounts.operators import Operator
from console.catalogue_cache import catalogue_of
from console.guard.approvals.requesting import request_approval
from console.guard.settings import change_settings
from console.models import DeleteApproval
from console.request.request import Request
from contributors.models import AccessGrant
from tests.cast import EDITORS, create_access, create_user
from tests.console.guard.conftest import PRODUCT, PRODUCTION, hidden_fields, sent, text_of, unlock
from tests.login import signed_in

DELETE = f"{PRODUCTION}Products.Delete"
FIELDS = {"path.productID": "TQW-1", "do": "send"}
PAGE = "/organizations/acme/delete-approvals/{}/"


@pytest.fixture
def adam(product, cast) -> Client:
    """Adam, an admin and editor of products, whose deletes in Production need a second person."""
    change_settings(
        cast.pair.production, requires_review=True, deletes_need_approval=True, by=Operator(reason="Audit")
    )
    return unlock(signed_in(Client(), cast.adam))


def ask(client, **more):
    fields = hidden_fields(client.post(DELETE, FIELDS)) | {"reason": "Discontinued"} | more
    return client.post(DELETE, fields | {"do": "request_approval"})


def asked(client) -> DeleteApproval:
    ask(client)
    return DeleteApproval.objects.get()


def decide(client, approval, decision="approve", **more):
    return client.post(PAGE.format(approval.pk), {"decision": decision, **more})


def send_approved(client, approval):
    """Review and delete, from the page of the request."""
    review = client.post(DELETE, FIELDS | {"approval_id": approval.pk})
    return client.post(DELETE, hidden_fields(review) | {"reason": "Discontinued", "do": "send"})


def deletes(ordercloud) -> int:
    return [method for method, _ in sent(ordercloud)].count("DELETE")


def test_the_review_asks_a_second_person_instead_of_deleting(adam, product):
    review = adam.post(DELETE, FIELDS)
    assert "Request approval to delete TQW-1 in Production" in text_of(review)
    assert "We email Olive." in text_of(review)
    forced = adam.post(DELETE, hidden_fields(review) | {"reason": "Discontinued", "do": "send"})
    assert forced.status_code == 422
    assert "A second person has to approve this delete." in text_of(forced)
    assert deletes(product) == 0


def test_the_owner_and_admins_are_emailed_but_not_the_requester(adam, cast):
    ask(adam)
    mails = OutgoingMail.objects.filter(subject__contains="asks you to approve a delete")
    assert [mail.recipients for mail in mails] == [["olive@example.com"]]
    assert "DELETE /products/TQW-1" in mails[0].text
    assert "Discontinued" in mails[0].text


def test_asking_twice_emails_once(adam):
    ask(adam)
    ask(adam)
    assert DeleteApproval.objects.count() == 1
    assert OutgoingMail.objects.filter(subject__contains="approve a delete").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_time_are_one_request(product, cast):
    production = cast.pair.production
    change_settings(production, requires_review=True, deletes_need_approval=True, by=Operator(reason="Audit"))
    operation = catalogue_of(production).get("Products.Delete")
    request = Request(operation, {"path.productID": ["TQW-1"]})

    def click(_):
        try:
            return request_approval(
                request, production, by=cast.adam, context={}, reviewed="digest", reason="Discontinued"
            ).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(click, range(4)))) == 1
    assert OutgoingMail.objects.filter(subject__contains="approve a delete").count() == 1


def test_a_request_without_a_reason_is_not_made(adam):
    assert "Enter a reason." in text_of(ask(adam, reason=" "))
    assert not DeleteApproval.objects.exists()


def test_an_approved_delete_is_sent_once_by_its_requester(adam, product, as_olive):
    approval = asked(adam)
    decide(as_olive, approval, note="Fine")
    (mail,) = OutgoingMail.objects.filter(subject__contains="approved your delete")
    assert mail.recipients == ["adam@example.com"]
    assert PAGE.format(approval.pk) in mail.text
    assert "Review and delete" in text_of(adam.get(PAGE.format(approval.pk)))
    product.set_response(200, PRODUCT)
    send_approved(adam, approval)
    assert deletes(product) == 1
    assert send_approved(adam, approval).status_code == 422
    assert deletes(product) == 1


def test_an_approval_is_for_one_record_one_person_and_one_version(adam, product, as_olive, cast):
    approval = asked(adam)
    decide(as_olive, approval)
    for client, record in [(adam, "TQW-2"), (unlock(as_olive), "TQW-1")]:
        review = client.post(DELETE, FIELDS | {"path.productID": record, "approval_id": approval.pk})
        client.post(
            DELETE,
            hidden_fields(review)
            | {"reason": "Discontinued", "do": "send", "approval_id": approval.pk, "path.productID": record},
        )
    product.set_response(200, PRODUCT | {"Name": "Changed meanwhile"})
    changed = send_approved(adam, approval)
    assert "The record changed since the delete was approved." in text_of(changed)
    assert deletes(product) == 0


def test_an_approval_by_someone_who_lost_the_right_lets_nothing_through(adam, product, cast):
    zoe = create_user("zoe")
    grant = create_access(cast.pair.production, EDITORS, user=zoe, is_admin=True)
    approval = asked(adam)
    decide(signed_in(Client(), zoe), approval)
    AccessGrant.objects.filter(pk=grant.pk).update(is_admin=False)
    assert "A second person has to approve this delete." in text_of(send_approved(adam, approval))
    AccessGrant.objects.filter(pk=grant.pk).update(is_admin=True)
    assert send_approved(adam, approval).status_code == 200
    assert deletes(product) == 1


def test_only_a_delete_that_needs_approval_asks_for_one(adam, product, cast):
    page = adam.post(f"{PRODUCTION}Products.Patch", FIELDS | {"body~json": '{"Name": "A"}'})
    ask_for = hidden_fields(page) | {"reason": "Fast", "do": "request_approval"}
    assert adam.post(f"{PRODUCTION}Products.Patch", ask_for).status_code == 403
    change_settings(
        cast.pair.production, requires_review=True, deletes_need_approval=False, by=Operator(reason="Audit")
    )
    assert ask(adam).status_code == 403
    assert not DeleteApproval.objects.exists()


def test_a_declined_delete_is_not_sent(adam, product, as_olive):
    approval = asked(adam)
    decide(as_olive, approval, "decline", note="Still sold")
    assert "Still sold" in OutgoingMail.objects.get(subject__contains="declined your delete").text
    assert send_approved(adam, approval).status_code == 422
    assert deletes(product) == 0


def test_the_requester_and_admins_without_the_role_cannot_decide(adam, cast):
    approval = asked(adam)
    assert decide(adam, approval).status_code == 403
    reader = create_user("rita")
    create_access(cast.pair.production, ["OrderReader"], user=reader, is_admin=True)
    assert decide(signed_in(Client(), reader), approval).status_code == 403
    approval.refresh_from_db()
    assert approval.approved is None


def overview(client) -> str:
    return text_of(client.get("/organizations/acme/"))


def test_the_organization_shows_what_waits_to_those_who_may_approve_it_and_to_the_requester(
    adam, as_olive, cast
):
    assert "approval" not in overview(as_olive)
    approval = asked(adam)
    page = overview(as_olive)
    assert "1 delete waits for approval." in page
    assert f'href="{PAGE.format(approval.pk)}"' in page
    assert "waits for approval" in overview(adam)
    assert "1 delete waits" not in overview(adam)
    reader = create_user("rita")
    create_access(cast.pair.production, ["OrderReader"], user=reader, is_admin=True)
    for other in (reader, cast.users["tess"]):
        assert "for approval" not in overview(signed_in(Client(), other))


def test_the_organization_leads_the_requester_to_an_approved_delete_until_it_is_sent(adam, as_olive, product):
    approval = asked(adam)
    decide(as_olive, approval)
    assert "for approval" not in overview(as_olive)
    page = overview(adam)
    assert "was approved by Olive" in page
    assert f'href="{PAGE.format(approval.pk)}"' in page
    product.set_response(200, PRODUCT)
    send_approved(adam, approval)
    assert "You requested" not in overview(adam)


@pytest.mark.parametrize("name", ["victor", "tess", "stan", "oscar"])
def test_others_do_not_find_the_request(adam, cast, name):
    approval = asked(adam)
    client = signed_in(Client(), cast.users[name])
    assert client.get(PAGE.format(approval.pk)).status_code == 404
    assert decide(client, approval).status_code == 404


def test_a_request_expires_after_a_day(adam, as_olive, product, clock):
    approval = asked(adam)
    clock.move(timedelta(hours=24))
    assert "expired" in text_of(decide(as_olive, approval))
    approval.refresh_from_db()
    assert approval.approved is None


def test_a_request_is_decided_once(adam, as_olive):
    approval = asked(adam)
    decide(as_olive, approval)
    again = decide(as_olive, approval, "decline")
    assert again.status_code == 422
    assert "Olive already approved this delete." in text_of(again)


def test_deciding_asks_who_it_is_when_that_was_long_ago(adam, as_olive):
    approval = asked(adam)
    session = as_olive.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    assert "reauthenticate" in decide(as_olive, approval).url
    approval.refresh_from_db()
    assert approval.approved is None


def test_each_step_is_audited(adam, as_olive):
    approval = asked(adam)
    decide(as_olive, approval)
    second = ask(adam)
    assert second.status_code == 302
    decide(as_olive, DeleteApproval.objects.latest("pk"), "decline")
    events = AuditEntry.objects.filter(event__startswith="delete_approval").order_by("pk")
    assert [entry.event.rpartition(".")[2] for entry in events] == [
        "requested",
        "approved",
        "requested",
        "declined",
    ]
    assert events[0].details["reason"] == "Discontinued"


def test_no_one_is_asked_when_no_one_could_approve(adam, cast):
    cast.pair.production.access_grants.filter(user=cast.adam).update(is_admin=False)
    production = cast.pair.production
    olive = unlock(signed_in(Client(), cast.olive))
    page = ask(olive)
    assert page.status_code == 422
    assert "No one else can approve this delete" in text_of(page)
    assert not DeleteApproval.objects.filter(organization=production).exists()
