"""Writes to Production are reviewed before they are sent."""

import re

import pytest

from accounts.models import AuditEntry
from tests.console.guard.conftest import PRODUCT, PRODUCTION, hidden_fields, sent, text_of

PATCH, SAVE = f"{PRODUCTION}Products.Patch", f"{PRODUCTION}Products.Save"
DELETE, CREATE = f"{PRODUCTION}Products.Delete", f"{PRODUCTION}Products.Create"
CHANGE = {"path.productID": "TQW-1", "body~json": '{"Name": "Wrench", "ShipWeight": 0}', "do": "send"}
HTMX = {"HX-Request": "true", "HX-Target": "response"}


def review_of(client, url=PATCH, fields=CHANGE, **headers):
    return client.post(url, fields, **headers)


def send_reviewed(client, page, url=PATCH, **more):
    return client.post(url, hidden_fields(page) | {"reason": "Ticket 4417", "do": "send"} | more)


def test_send_shows_what_changes_and_writes_nothing(product, unlocked_olive):
    page = review_of(unlocked_olive)
    text = text_of(page)
    assert page.status_code == 200
    assert "This changes 2 fields of one product" in text
    assert re.findall(r'<th scope="row">([\w.]+)</th><td class="review-before">', text) == [
        "Name",
        "ShipWeight",
    ]
    assert "4 other fields won't change." in text
    assert "Update TQW-1 in Production" in text
    assert "ShipWeight becomes 0." in text
    assert sent(product) == [("GET", "/products/TQW-1")]


def test_the_reviewed_write_is_sent_with_its_reason_in_the_audit_log(product, unlocked_olive):
    page = send_reviewed(unlocked_olive, review_of(unlocked_olive))
    assert "200 OK" in text_of(page)
    assert [method for method, _ in sent(product)] == ["GET", "GET", "PATCH"]
    assert product.arrivals[-1].body == b'{"Name": "Wrench", "ShipWeight": 0}'
    entry = AuditEntry.objects.get(event="console_request.sent")
    assert (entry.details["reason"], entry.details["path"]) == ("Ticket 4417", "/products/TQW-1")


def test_a_review_takes_at_most_two_calls(product, unlocked_olive):
    for url, fields in [(PATCH, CHANGE), (SAVE, CHANGE), (DELETE, CHANGE), (CREATE, CHANGE)]:
        before = len(product.arrivals)
        review_of(unlocked_olive, url, fields)
        assert len(product.arrivals) - before <= 2


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_review_takes_the_place_of_the_form(product, unlocked_olive, headers):
    page = review_of(unlocked_olive, headers=headers)
    assert 'id="request"' in text_of(page)
    assert page.headers.get("HX-Retarget") == ("#request" if headers else None)
    assert page.headers.get("HX-Reswap") == ("outerHTML" if headers else None)


def test_a_write_without_a_reason_is_not_sent_and_says_so(product, unlocked_olive):
    page = send_reviewed(unlocked_olive, review_of(unlocked_olive), reason="  ")
    assert page.status_code == 422
    assert "Enter a reason." in text_of(page)
    assert {method for method, _ in sent(product)} == {"GET"}


def test_enter_has_no_button_to_press(product, unlocked_olive):
    form = text_of(review_of(unlocked_olive)).partition('class="review-main"')[2]
    first_button = re.search(r"<button[^>]*>", form)[0]
    assert first_button == '<button type="submit" disabled hidden>'


def test_a_record_that_changed_meanwhile_is_shown_and_asked_again(product, unlocked_olive):
    page = review_of(unlocked_olive)
    product.set_response(200, PRODUCT | {"Name": "Changed by Adam"})
    again = send_reviewed(unlocked_olive, page)
    text = text_of(again)
    assert again.status_code == 422
    assert "The record changed since you reviewed it. Nothing was sent." in text
    assert "<code>Name</code> is now <code>Changed by Adam</code>" in text
    assert 'value="Ticket 4417"' in text
    assert "PATCH" not in {method for method, _ in sent(product)}
    assert not AuditEntry.objects.filter(event="console_request.sent").exists()
    assert "200 OK" in text_of(send_reviewed(unlocked_olive, again))


@pytest.mark.parametrize(
    "other", [{"body~json": '{"Name": "Not reviewed"}'}, {"path.productID": "TQW-2"}, {"reviewed_call": ""}]
)
def test_another_call_than_the_reviewed_one_is_not_sent(product, unlocked_olive, other):
    page = send_reviewed(unlocked_olive, review_of(unlocked_olive), **other)
    assert page.status_code == 422
    assert "This is not the request that you reviewed. Nothing was sent." in text_of(page)
    assert {method for method, _ in sent(product)} == {"GET"}


def test_a_create_is_not_sent_without_its_own_review(product, unlocked_olive):
    fields = {"body~json": '{"Name": "A"}', "do": "send"}
    page = send_reviewed(
        unlocked_olive, review_of(unlocked_olive, CREATE, fields), CREATE, **{"body~json": '{"Name": "B"}'}
    )
    assert page.status_code == 422
    assert "POST" not in {method for method, _ in sent(product)}
    assert "200 OK" in text_of(send_reviewed(unlocked_olive, page, CREATE))


def test_line_breaks_as_a_browser_posts_them_are_the_same_call(product, unlocked_olive):
    fields = {"path.productID": "TQW-1", "body~json": '{\n"Name": "A"\n}', "do": "send"}
    page = review_of(unlocked_olive, fields=fields)
    posted = {"body~json": fields["body~json"].replace("\n", "\r\n")}
    assert "200 OK" in text_of(send_reviewed(unlocked_olive, page, **posted))


def test_a_second_click_writes_once(product, unlocked_olive):
    page = review_of(unlocked_olive)
    send_reviewed(unlocked_olive, page)
    product.set_response(200, PRODUCT | {"Name": "Wrench", "ShipWeight": 0})
    assert send_reviewed(unlocked_olive, page).status_code == 422
    assert [method for method, _ in sent(product)].count("PATCH") == 1


def test_writes_that_were_locked_meanwhile_keep_the_review_and_the_reason(product, unlocked_olive):
    page = review_of(unlocked_olive)
    unlocked_olive.post("/organizations/acme/writes/lock/")
    locked = send_reviewed(unlocked_olive, page)
    assert locked.status_code == 422
    assert "Writes were locked again. Nothing was sent." in text_of(locked)
    assert 'value="Ticket 4417"' in text_of(locked)
    assert "PATCH" not in {method for method, _ in sent(product)}
    unlocked_olive.post("/organizations/acme/writes/unlock/")
    assert 'value="Ticket 4417"' in text_of(review_of(unlocked_olive))


def test_save_says_which_fields_it_resets(product, unlocked_olive):
    text = text_of(review_of(unlocked_olive, SAVE))
    assert "2 fields that you don't send are reset." in text
    assert '{"Brand": "Nordhagen"}' in text
    assert "Active becomes false." in text


def test_save_of_a_missing_record_creates_it(product, unlocked_olive):
    product.set_response(404, {"Errors": []})
    text = text_of(review_of(unlocked_olive, SAVE))
    assert "This creates one product" in text
    assert "Create TQW-1 in Production" in text


def test_delete_shows_the_record_and_what_goes_with_it(product, unlocked_olive):
    text = text_of(review_of(unlocked_olive, DELETE))
    assert "This deletes one product" in text
    assert "Delete TQW-1 in Production" in text
    assert "2 variants, inventory records, its assignments" in text
    assert "Torque wrench" in text


def test_create_shows_what_is_sent(product, unlocked_olive):
    text = text_of(review_of(unlocked_olive, CREATE))
    assert "This creates one product" in text
    assert "Create a product in Production" in text
    assert "This can't be undone from here. To take it back, delete what it creates." in text
    assert sent(product) == []


def test_a_record_that_cannot_be_read_is_said(product, unlocked_olive):
    product.set_response(403, {"Errors": []})
    assert "The record can't be shown." in text_of(review_of(unlocked_olive))


def test_secrets_are_not_on_the_review(product, unlocked_olive):
    product.set_response(200, {"ID": "A", "AppName": "Shop", "ClientSecret": "old-secret-value"})
    fields = {"path.apiClientID": "A", "body~json": '{"ClientSecret": "a-new-one"}', "do": "send"}
    page = review_of(unlocked_olive, f"{PRODUCTION}ApiClients.Patch", fields)
    shown = re.sub(r'<input type="hidden"[^>]*>', "", text_of(page))
    assert "old-secret-value" not in shown
    assert "a-new-one" not in shown
    assert "ClientSecret changes." in shown


def test_the_same_request_can_be_opened_in_staging(product, unlocked_olive):
    page = text_of(review_of(unlocked_olive))
    assert 'action="/organizations/acme_Staging/console/Products.Patch"' in page
    fields = {key: value for key, value in CHANGE.items() if key != "do"} | {"do": "edit"}
    staging = unlocked_olive.post("/organizations/acme_Staging/console/Products.Patch", fields)
    assert 'value="Wrench"' in text_of(staging)
    assert {method for method, _ in sent(product)} == {"GET"}


def test_staging_is_not_offered_without_access_to_it(product, cast, unlocked_olive):
    cast.pair.delete()
    assert "Send to Staging instead" not in text_of(review_of(unlocked_olive))


def test_back_leads_to_the_filled_in_form(product, unlocked_olive):
    page = review_of(unlocked_olive)
    form = unlocked_olive.post(PATCH, hidden_fields(page) | {"do": "edit"})
    assert 'value="Wrench"' in text_of(form)
    assert "Review changes" in text_of(form)
