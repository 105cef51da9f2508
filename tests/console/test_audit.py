"""Audit log entries of the console's writes."""

import pytest
from django.test import Client

from accounts.audit.events import Event
from accounts.models import AuditEntry
from console.catalogue_cache import catalogue_for
from console.request.request import Request
from console.send import send
from organizations.models import Connection
from tests.login import signed_in

SANDBOX = "/organizations/acme_Sandbox/console/"


def rows() -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(event=Event.CONSOLE_REQUEST_SENT).order_by("pk"))


@pytest.mark.parametrize(("status", "result"), [(204, "ok"), (404, "refused"), (500, "failed")])
def test_the_audit_row_has_actor_context_call_organization_and_result(ordercloud, cast, status, result):
    ordercloud.set_response(status, b"" if status == 204 else {"Errors": []})
    client = signed_in(Client(), cast.adam)
    client.post(SANDBOX + "Products.Delete", {"path.productID": "a b/ü", "do": "send"})
    (row,) = rows()
    assert (row.actor, row.impersonated, row.organization) == (
        cast.adam,
        "seller organization acme",
        "acme_Sandbox",
    )
    assert (row.target_type, row.target_id, row.result) == ("organization", "acme_Sandbox", result)
    assert row.details == {
        "operation": "Products.Delete",
        "method": "DELETE",
        "path": "/products/a%20b%2F%C3%BC",
        "status": status,
    }
    assert row.ip == "127.0.0.1"


def test_a_write_without_a_response_is_audited(ordercloud, as_olive):
    as_olive.get(SANDBOX + "Products.Delete")
    ordercloud.shutdown()
    ordercloud.server_close()
    as_olive.post(SANDBOX + "Products.Delete", {"path.productID": "P", "do": "send"})
    (row,) = rows()
    assert (row.result, row.details["status"]) == ("failed", "not reached")


def test_a_write_that_fails_in_the_portal_is_audited(ordercloud, cast):
    operation = catalogue_for(cast.sandbox.endpoint).get("Products.Delete")
    cast.sandbox.connection.delete()
    cast.sandbox.refresh_from_db()
    with pytest.raises(Connection.DoesNotExist):
        send(Request(operation, {"path.productID": ["P"]}), cast.sandbox, by=cast.olive)
    (row,) = rows()
    assert (row.result, row.details["status"]) == ("failed", "no response")
    assert ordercloud.arrivals == []


def test_secrets_in_a_url_are_replaced(ordercloud, as_olive):
    as_olive.post(
        SANDBOX + "PasswordResets.ResetPasswordByVerificationCode",
        {
            "path.verificationCode": "s3cret-code",
            "body.ClientID": "c",
            "body.Password": "pa55",
            "do": "send",
        },
    )
    as_olive.post(SANDBOX + "Me.TransferAnonUserOrder", {"query.anonUserToken": "s3cret-token", "do": "send"})
    entries = rows()
    assert [row.details["path"] for row in entries] == ["/password/reset/***", "/me/orders?anonUserToken=***"]
    assert not any(secret in str(row.details) for row in entries for secret in ("s3cret", "pa55"))


def test_reads_and_unsent_requests_are_not_audited(ordercloud, as_olive):
    as_olive.get(SANDBOX + "Products.List", {"do": "send"})
    as_olive.post(SANDBOX + "Products.Delete", {"do": "send"})
    as_olive.post(
        SANDBOX + "Products.Create", {"body.Name": "n", "do": "update"}, headers={"HX-Request": "true"}
    )
    assert rows() == []
