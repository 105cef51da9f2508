"""A session that ends while a page is open: every htmx request shows it, and typed values are preserved."""

import re
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests.architecture.repository import files, read
from tests.cast import PASSWORD
from tests.login import signed_in

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/organizations/?search=a%26b"}


@pytest.mark.parametrize("path", ["/", "/organizations/", "/organizations/acme/", "/console/", "/profile/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_htmx_request_gets_a_sign_in_link_that_returns_to_the_page(client, db, path, method):
    response = getattr(client, method)(path, headers=HTMX)
    assert response.status_code == 401
    assert response["HX-Retarget"] == "#request-error"
    page = response.content.decode()
    assert "You're signed out" in page
    assert 'href="/accounts/login/?next=%2Forganizations%2F%3Fsearch%3Da%2526b"' in page


def test_a_page_of_another_site_is_not_a_return_address(client, db):
    headers = HTMX | {"HX-Current-URL": "http://elsewhere.example/organizations/"}
    page = client.get("/organizations/", headers=headers).content.decode()
    assert 'href="/accounts/login/?next=%2F"' in page


def test_a_browser_is_still_redirected(client, db):
    assert client.get("/organizations/").status_code == 302


def test_every_page_with_htmx_has_an_element_for_the_message():
    frames = [path for path in files(".html") if 'id="request-error"' in read(path)]
    assert [path.name for path in frames] == ["_request_error.html"]
    for frame in ("layouts/app.html", "layouts/auth.html"):
        assert "components/_request_error.html" in read(Path("templates", frame))
    configured = [path.name for path in files(".html") if re.search("htmx-config|htmx_script", read(path))]
    assert configured == ["_htmx.html"]


def sign_out_elsewhere(page, live_portal):
    """What the sign-out button of another tab does to the session that both share."""
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    other_tab = Client(SERVER_NAME="localhost")
    other_tab.cookies.load(cookies)
    other_tab.post("/accounts/logout/")


def test_a_console_request_preserves_its_input_until_the_user_signs_in_again(sign_in, cast, live_portal):
    address = "/organizations/acme_Sandbox/console/Products.Create"
    page = sign_in(cast.olive, address)
    page.locator("#body-json").fill('{"Name": "Torque wrench"}')
    sign_out_elsewhere(page, live_portal)
    page.get_by_role("button", name="Send").click()
    alert = page.get_by_role("alert").filter(has_text="You're signed out.")
    expect(alert).to_be_visible()
    expect(page.locator("#body-json")).to_have_value('{"Name": "Torque wrench"}')
    alert.get_by_role("link", name="Sign in").click()
    sign_in_by_form(page)
    expect(page).to_have_url(live_portal.url + address)
    expect(page.locator("#body-json")).to_have_value('{"Name": "Torque wrench"}')


def sign_in_by_form(page):
    page.get_by_label(re.compile("^Username or e")).fill("olive")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_request_sent_while_typing_preserves_its_input(sign_in, cast, live_portal):
    address = "/organizations/new/"
    page = sign_in(cast.olive, address)
    page.get_by_label("Name").fill("Acme Tools")
    sign_out_elsewhere(page, live_portal)
    page.get_by_label(re.compile("^ID ")).press_sequentially("acme-tools")
    page.get_by_role("alert").get_by_role("link", name="Sign in").click()
    sign_in_by_form(page)
    expect(page).to_have_url(live_portal.url + address)
    expect(page.get_by_label("Name")).to_have_value("Acme Tools")
    expect(page.get_by_label(re.compile("^ID "))).to_have_value("acme-tools")


def test_a_plain_form_is_filled_again_after_sign_in(sign_in, cast, live_portal):
    address = "/organizations/acme_Sandbox/settings/"
    page = sign_in(cast.olive, address)
    page.get_by_label("Name").fill("Acme Tools")
    sign_out_elsewhere(page, live_portal)
    page.get_by_role("button", name="Rename").click()
    sign_in_by_form(page)
    expect(page).to_have_url(live_portal.url + address)
    expect(page.get_by_label("Name")).to_have_value("Acme Tools")
    page.reload()
    expect(page.get_by_label("Name")).to_have_value("Acme")


def test_a_form_sends_the_token_of_a_later_sign_in(sign_in, cast, live_portal):
    page = sign_in(cast.olive, "/organizations/acme_Sandbox/settings/")
    page.context.add_cookies([{"name": "csrftoken", "value": "b" * 32, "url": live_portal.url}])
    page.get_by_label("Name").fill("Acme Tools")
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_role("status").get_by_text("Renamed to Acme Tools")).to_be_visible()


@pytest.mark.parametrize(
    ("path", "status"),
    [("/accounts/login/", 400), ("/api/v1/oauth/token", 413), ("/organizations/acme/settings/", 400)],
)
def test_only_the_console_takes_large_bodies(cast, path, status):
    client = signed_in(Client(), cast.olive)
    body = {"data": b"x=" + b"y" * 3_000_000, "content_type": "application/x-www-form-urlencoded"}
    assert client.post(path, **body).status_code == status
    assert client.post("/organizations/acme/console/Products.Create/draft/", **body).status_code != 400
