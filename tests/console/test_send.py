"""Sending a request: what reaches OrderCloud, with which token, and which errors the page explains."""

import re
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from structlog.testing import capture_logs

from console.catalogue_cache import catalogue_for
from console.request.request import Request
from console.send import send
from lib import clock
from tests.login import signed_in
from tests.servers import free_port

LIST = "/organizations/acme_Sandbox/console/Products.List"
CREATE = "/organizations/acme_Sandbox/console/Products.Create"
PATCH = "/organizations/acme_Sandbox/console/Products.Patch"
PRODUCT = {"body.Name": "Torque wrench", "body.ShipWeight": "0", "do": "send"}


def text_of(response) -> str:
    """The text of the page."""
    return " ".join(response.content.decode().replace("&#x27;", "'").replace("&quot;", '"').split())


def test_a_read_is_sent_to_ordercloud_with_its_parameters(ordercloud, as_olive):
    ordercloud.set_response(200, {"Meta": {}, "Items": [{"ID": "TQW-1", "Name": "Torque wrench"}]})
    parameters = {
        "query.search": "torque",
        "query.filters~0~key": "xp.Brand",
        "query.filters~0": "A,B",
        "query.filters~0~how": "any",
        "do": "send",
    }
    page = as_olive.get(LIST, parameters)
    (arrival,) = ordercloud.arrivals
    assert (arrival.method, arrival.target) == ("GET", "/sandbox/v1/products?search=torque&xp.Brand=A%7CB")
    assert "TQW-1" in text_of(page)
    assert "200 OK" in text_of(page)


def test_opening_an_operation_sends_nothing(ordercloud, as_olive):
    assert as_olive.get(LIST).status_code == 200
    assert as_olive.get(LIST, {"query.search": "torque"}).status_code == 200
    assert ordercloud.arrivals == []


def test_a_write_is_sent_by_post_only(ordercloud, as_olive):
    page = as_olive.get(CREATE, PRODUCT)
    assert ordercloud.arrivals == []
    assert 'value="Torque wrench"' in text_of(page)
    as_olive.post(CREATE, PRODUCT)
    assert [arrival.method for arrival in ordercloud.arrivals] == ["POST"]


def test_a_write_from_another_site_is_rejected(ordercloud, cast):
    client = signed_in(Client(enforce_csrf_checks=True), cast.olive)
    assert client.post(CREATE, PRODUCT).status_code == 403
    assert ordercloud.arrivals == []


def test_the_sent_body_is_the_shown_body(ordercloud, as_olive):
    as_olive.post(CREATE, PRODUCT)
    (arrival,) = ordercloud.arrivals
    assert arrival.body == b'{\n  "Name": "Torque wrench",\n  "ShipWeight": 0\n}'
    assert arrival.headers["Content-Type"].startswith("application/json")


@pytest.mark.parametrize(
    ("name", "scope"),
    [
        ("olive", "FullAccess"),
        ("adam", "BuyerReader CategoryAdmin ProductAdmin"),
        ("tess", "BuyerReader CategoryAdmin ProductAdmin"),
        ("victor", "BuyerReader CategoryReader ProductReader"),
    ],
)
def test_the_token_has_exactly_the_users_data_access(ordercloud, cast, name, scope):
    signed_in(Client(), cast.users[name]).get(LIST, {"do": "send"})
    assert ordercloud.requested_scopes == [scope]
    assert ordercloud.arrivals[0].headers["Authorization"] == f"Bearer {ordercloud.issued[0]}"


def test_the_token_is_neither_on_the_page_nor_in_the_logs(ordercloud, as_olive):
    with capture_logs() as logs:
        pages = [as_olive.get(LIST, {"do": "send"}), as_olive.post(CREATE, PRODUCT)]
    (token,) = ordercloud.issued
    assert all(token not in page.content.decode() and token not in str(page.headers) for page in pages)
    assert any(entry["event"] == "console_call" for entry in logs)
    assert token not in str(logs)
    assert "Torque wrench" not in str(logs)


@pytest.mark.parametrize("name", ["ida", "stan", "oscar"])
def test_the_console_is_not_found_for_other_users(ordercloud, cast, name):
    client = signed_in(Client(), cast.users[name])
    assert client.get(LIST, {"do": "send"}).status_code == 404
    assert client.post(CREATE, PRODUCT).status_code == 404
    assert ordercloud.arrivals == ordercloud.requested_scopes == []


@pytest.mark.parametrize("odd", ["nobody", "a b", "acme%2F..", "ä<script>", "x" * 300])
def test_an_unknown_organization_is_404_with_any_id(ordercloud, as_olive, odd):
    assert as_olive.get(f"/organizations/{odd}/console/Products.List").status_code == 404


def test_nothing_is_sent_to_a_deleted_organization(ordercloud, cast):
    operation = catalogue_for(cast.sandbox.endpoint).get("Products.Get")
    cast.sandbox.deleted_at = clock.now()
    with pytest.raises(PermissionDenied):
        send(Request(operation, {"path.productID": ["TQW-1"]}), cast.sandbox, by=cast.olive)
    assert ordercloud.arrivals == ordercloud.requested_scopes == []


def test_an_unknown_operation_is_404(ordercloud, as_olive):
    assert as_olive.get("/organizations/acme_Sandbox/console/Products.Explode").status_code == 404


def test_an_unreachable_ordercloud_is_reported_and_the_input_is_preserved(ordercloud, as_olive, settings):
    as_olive.get(CREATE)
    ordercloud.shutdown()
    ordercloud.server_close()
    page = text_of(as_olive.post(CREATE, PRODUCT))
    assert "Couldn't reach OrderCloud." in page
    assert f"Nothing was sent. Cannot connect to {ordercloud.url.partition('//')[2]}." in page
    assert 'value="Torque wrench"' in page


def test_a_timeout_is_reported_with_its_duration(ordercloud, as_olive, settings):
    settings.ORDERCLOUD_TIMEOUT = 0.3
    ordercloud.hold = threading.Event()
    page = text_of(as_olive.post(CREATE, PRODUCT))
    assert "OrderCloud didn't respond within 0.3 s." in page
    assert "may have gone through" in page
    assert 'value="Torque wrench"' in page
    page = text_of(as_olive.get(LIST, {"do": "send", "query.search": "torque"}))
    assert "Nothing was changed" in page
    ordercloud.hold.set()
    assert len(ordercloud.arrivals) == 2


def test_html_instead_of_json_is_reported(ordercloud, as_olive):
    ordercloud.set_response(502, b"<!DOCTYPE html><html><h1>Bad gateway</h1>", content_type="text/html")
    page = text_of(as_olive.post(CREATE, PRODUCT))
    assert "The response (502) is HTML, not JSON." in page
    assert "&lt;h1&gt;Bad gateway" in page
    assert 'value="Torque wrench"' in page


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        (500, {"ErrorCode": "ServerError", "Message": "Bang."}, "OrderCloud failed (500)."),
        (401, {"ErrorCode": "InvalidToken", "Message": "Expired."}, "rejected the token (401)"),
        (
            403,
            {"ErrorCode": "Auth.InsufficientRoles", "Message": "No."},
            "Permission denied (403).",
        ),
        (
            404,
            {"ErrorCode": "NotFound", "Data": {"ObjectType": "PriceSchedule", "ObjectID": "P9"}},
            'Price schedule "P9" not found (404).',
        ),
        (409, {"ErrorCode": "IdExists", "Message": "Object already exists."}, "Object already exists."),
        (
            400,
            {"ErrorCode": "RequiredField", "Message": "Is needed.", "Data": {"Field": "Name"}},
            "Name: Is needed.",
        ),
    ],
)
def test_each_error_status_has_its_own_message_and_keeps_the_input(
    ordercloud, as_olive, status, error, words
):
    ordercloud.set_response(status, {"Errors": [error]})
    page = text_of(as_olive.post(CREATE, PRODUCT))
    assert words in page
    assert 'value="Torque wrench"' in page


def test_a_rejected_token_is_renewed_once(ordercloud, as_olive):
    ordercloud.set_response(401, {"Errors": []})
    page = text_of(as_olive.get(LIST, {"do": "send"}))
    assert len(ordercloud.issued) == len(ordercloud.arrivals) == 2
    assert "401, then 401" in page


def test_a_write_is_never_repeated_automatically(ordercloud, as_olive):
    ordercloud.set_response(503, {"Errors": []}, **{"Retry-After": "1"})
    as_olive.post(CREATE, PRODUCT)
    assert len(ordercloud.arrivals) == 1


def test_invalid_json_is_not_sent_and_its_line_is_reported(ordercloud, as_olive):
    page = as_olive.post(CREATE, {"body~json": '{\n  "Name": "n",\n}', "body~synced": "old", "do": "send"})
    assert page.status_code == 422
    assert "Line 3, column 1: Remove the trailing comma" in text_of(page)
    assert '"Name": "n",\n}' in page.content.decode().replace("&quot;", '"')
    assert ordercloud.arrivals == []


def test_a_missing_required_field_is_reported_and_nothing_is_sent(ordercloud, as_olive):
    page = as_olive.post(PATCH, {"body.ShipWeight": "0", "do": "send"})
    assert page.status_code == 422
    assert "Required." in text_of(page)
    assert 'href="#path-productID"' in text_of(page)
    page = as_olive.post(CREATE, {"body.ShipWeight": "0", "do": "send"})
    assert page.status_code == 422
    assert "Required." in text_of(page)
    assert 'value="0"' in text_of(page)
    assert ordercloud.arrivals == []


def test_missing_fields_are_not_reported_before_sending(ordercloud, as_olive):
    assert "to fix" not in text_of(as_olive.get(CREATE))


def test_the_console_explains_a_missing_document(ordercloud, as_olive, settings):
    settings.EMULATOR_URL = f"http://127.0.0.1:{free_port()}"
    page = as_olive.get(LIST)
    assert page.status_code == 503
    assert "Cannot connect" in text_of(page)


def test_the_console_explains_an_invalid_document(ordercloud, as_olive):
    ordercloud.document = b"<html>"
    assert as_olive.get(LIST).status_code == 503


def test_missing_roles_are_shown_before_sending_with_who_can_grant_them(ordercloud, cast):
    page = text_of(signed_in(Client(), cast.victor).get(CREATE))
    assert "You don't have permission for this call" in page
    assert "Ask for ProductAdmin" in page
    givers = page.partition('<ul class="role-granters">')[2].partition("</ul>")[0]
    names = re.findall(r"<span>(\w+)<small>([^<]+)</small></span>", givers)
    assert names == [("Olive", "owner"), ("Adam", "admin, has this role")]


def test_production_shows_its_banner(ordercloud, as_olive):
    assert "banner-guard" in as_olive.get("/organizations/acme/console/").content.decode()
    assert "banner-guard" not in as_olive.get("/organizations/acme_Sandbox/console/").content.decode()
