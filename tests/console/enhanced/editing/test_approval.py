"""A deletion in Production that a second person has to approve is asked for on the page of the record."""

import pytest
from django.test import Client

from accounts.models import OutgoingMail
from accounts.operators import Operator
from console.guard.approvals.decision import decide
from console.guard.settings import change_settings
from console.models import DeleteApproval
from contributors.models import AccessGrant
from environments.roles import FULL_ACCESS
from organizations.connections.clients import client_for
from tests.console.enhanced.pages import Pages, text_of

PATH = "webhooks/erp/delete/"
CONSOLE = "/organizations/acme/console/Webhooks.Delete"


@pytest.fixture
def production(seller, cast):
    """A client of OrderCloud for Production, whose deletes need approval, with a webhook."""
    change_settings(
        cast.pair.production, requires_review=True, deletes_need_approval=True, by=Operator(reason="Audit")
    )
    client = client_for(cast.pair.production, (FULL_ACCESS,))
    client.put("/webhooks/erp", {"Name": "ERP", "Url": "https://x.example", "HashKey": "a key"})
    return client


@pytest.fixture
def guarded(as_olive, cast, production) -> Pages:
    """Olive's pages of Production; Adam could delete webhooks too."""
    AccessGrant.objects.filter(user=cast.adam).update(roles=[FULL_ACCESS])
    return Pages(as_olive, "/organizations/acme/enhanced/")


def unlock(client: Client) -> None:
    client.post("/organizations/acme/writes/unlock/", {"next": "/organizations/acme/enhanced/"})


def reviewed(pages: Pages, do: str, **more) -> dict:
    """Return what the review of the deletion posts with the button `do`."""
    review = pages.post(PATH, {"do": "save"})
    return {**pages.form_in(review, "deletion"), "do": do, **more}


def test_the_review_asks_a_second_person_and_the_console_sends_what_they_approve(guarded, production, cast):
    unlock(guarded.client)
    review = text_of(guarded.post(PATH, {"do": "save"}))
    assert "Request approval to delete ERP" in review
    assert "We email Adam." in review
    asked = guarded.post(PATH, reviewed(guarded, "request_approval", reason="Replaced"))
    approval = DeleteApproval.objects.get()
    assert asked["Location"] == f"/organizations/acme/delete-approvals/{approval.pk}/"
    assert OutgoingMail.objects.get(subject__contains="approve").recipients == ["adam@example.com"]
    assert production.get("/webhooks/erp")["Name"] == "ERP"
    decide(approval, by=cast.adam, approve=True, roles=("WebhookAdmin",))
    fields = {"path.webhookID": "erp", "do": "send", "approval_id": approval.pk}
    assert "Adam approved this delete" in text_of(guarded.client.post(CONSOLE, fields))


def test_a_forced_deletion_is_not_sent(guarded, production):
    unlock(guarded.client)
    refused = guarded.post(PATH, reviewed(guarded, "confirm", reason="Replaced"))
    assert refused.status_code == 403
    assert "A second person has to approve this delete." in text_of(refused)
    assert production.get("/webhooks/erp")["Name"] == "ERP"


def test_a_request_without_a_reason_is_not_made(guarded):
    unlock(guarded.client)
    refused = guarded.post(PATH, reviewed(guarded, "request_approval"))
    assert refused.status_code == 422
    assert "Enter a reason." in text_of(refused)
    assert not DeleteApproval.objects.exists()


def test_no_one_is_asked_when_no_one_could_approve(guarded):
    unlock(guarded.client)
    AccessGrant.objects.update(roles=["WebhookReader"])
    assert "No one else can approve this delete." in text_of(guarded.post(PATH, {"do": "save"}))
    refused = guarded.post(PATH, reviewed(guarded, "request_approval", reason="Replaced"))
    assert "No one else can approve this delete: it needs another admin" in text_of(refused)
    assert not DeleteApproval.objects.exists()


def test_locked_writes_are_said_before_the_deletion_is_reviewed(guarded):
    refused = guarded.post(PATH, {"do": "save"})
    assert refused.status_code == 403
    assert "Writes to Production are locked" in text_of(refused)
    assert "Request approval" not in text_of(refused)
