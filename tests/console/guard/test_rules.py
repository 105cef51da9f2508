"""Writes to Production are locked until a session unlocks them."""

import pytest
from django.test import Client

from accounts.models import AuditEntry
from console.catalogue_cache import catalogue_for
from console.guard.errors import WritesLocked
from console.guard.rules import WRITE_LOCKED, WRITE_NOT_SENT
from console.request.request import Request
from console.send import send
from tests.login import signed_in

PRODUCTION = "/organizations/acme/console/"
FIELDS = {"path.productID": "TQW-1", "body.Name": "Torque wrench", "do": "send"}


def text_of(response) -> str:
    return response.content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize("key", ["Products.Create", "Products.Save", "Products.Patch", "Products.Delete"])
@pytest.mark.parametrize(
    ("htmx", "status"), [({}, 403), ({"HX-Request": "true", "HX-Target": "response"}, 422)]
)
def test_a_locked_write_is_rejected_with_a_message_and_keeps_the_input(
    ordercloud, as_olive, key, htmx, status
):
    page = as_olive.post(PRODUCTION + key, FIELDS, headers=htmx)
    assert page.status_code == status
    assert WRITE_NOT_SENT.format(environment="Production", operation=key) in text_of(page)
    assert 'value="TQW-1"' in text_of(page) or 'value="Torque wrench"' in text_of(page)
    assert ordercloud.arrivals == []
    assert not AuditEntry.objects.filter(organization="acme").exists()


def test_a_locked_write_is_rejected_before_its_form_is_checked(ordercloud, as_olive):
    page = as_olive.post(PRODUCTION + "Products.Delete", {"do": "send"})
    assert (page.status_code, "to fix" in text_of(page)) == (403, False)


def test_the_rule_is_enforced_by_the_activity(ordercloud, cast):
    production = cast.pair.production
    operation = catalogue_for(production.endpoint).get("Products.Delete")
    with pytest.raises(WritesLocked, match="locked"):
        send(Request(operation, {"path.productID": ["TQW-1"]}), production, by=cast.olive)
    assert ordercloud.arrivals == ordercloud.requested_scopes == []


def test_reads_and_writes_outside_production_are_allowed(ordercloud, as_olive):
    as_olive.get(PRODUCTION + "Products.List", {"do": "send"})
    for organization in ("acme_Sandbox", "acme_Staging"):
        as_olive.post(f"/organizations/{organization}/console/Products.Delete", FIELDS)
    # Each record is read before it is deleted.
    assert [arrival.method for arrival in ordercloud.arrivals] == ["GET", "GET", "DELETE", "GET", "DELETE"]


def test_send_explains_beforehand_why_a_write_is_locked(ordercloud, as_olive):
    page = text_of(as_olive.get(PRODUCTION + "Products.Delete"))
    assert 'aria-disabled="true" aria-describedby="send-reason"' in page
    assert WRITE_LOCKED.format(environment="Production") in page
    assert "send-reason" not in text_of(as_olive.get(PRODUCTION + "Products.List"))
    assert "send-reason" not in text_of(as_olive.get("/organizations/acme_Sandbox/console/Products.Delete"))


def test_the_missing_role_is_shown_beside_send(ordercloud, cast):
    page = text_of(
        signed_in(Client(), cast.victor).get("/organizations/acme_Sandbox/console/Products.Create")
    )
    assert "You need ProductAdmin for this." in page
