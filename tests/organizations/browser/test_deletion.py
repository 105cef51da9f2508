"""The deletion in a browser: what goes is counted, the code comes from the mailbox, and it can be undone."""

import re

from playwright.sync_api import expect

from organizations.connections.clients import client_for
from organizations.connections.provisioning import provision
from organizations.models import Organization
from tests.browser import assert_no_horizontal_scroll, click_button, expect_heading
from tests.organizations.restores.content import fill_production
from tests.visual.accessibility import NARROW, axe_violations


def code_in_mailbox(page, portal: str) -> str:
    mailbox = page.context.new_page()
    mailbox.goto(f"{portal}/mailbox/")
    mailbox.get_by_role("navigation", name="Mails").get_by_role("link").first.click()
    code = mailbox.get_by_text(re.compile(r"^\s*\d{6}\s*$")).first.inner_text().strip()
    mailbox.close()
    return code


def test_the_owner_deletes_a_pair_and_restores_it(sign_in, cast, live_portal, settings):
    settings.EMBEDDED = True
    for organization in (cast.pair.production, cast.pair.staging):
        provision(organization)
    fill_production(client_for(cast.pair.production, ("FullAccess",), platform=True))
    page = sign_in(cast.olive, "/organizations/acme/settings/")
    page.get_by_role("link", name="Delete organization").click()
    expect_heading(page, "Delete Acme Production")
    page.get_by_text("Records by resource of acme", exact=True).click()
    expect(page.get_by_role("listitem").filter(has_text="Products").first).to_contain_text("20")
    assert axe_violations(page) == []
    page.get_by_role("checkbox", name="Also delete acme_Staging").uncheck()
    click_button(page, "Send confirmation code")
    expect(page.get_by_text("acme can't be deleted while acme_Staging exists.")).to_be_visible()
    page.get_by_role("checkbox", name="Also delete acme_Staging").check()
    click_button(page, "Send confirmation code")
    expect(page.get_by_label("Confirmation code")).to_be_focused()
    expect(page.get_by_text("contributors and 1 team lose access immediately")).to_be_visible()
    page.set_viewport_size(NARROW)
    assert_no_horizontal_scroll(page)
    assert axe_violations(page) == []
    page.get_by_label("Confirmation code").fill(code_in_mailbox(page, live_portal.url))
    page.get_by_label("Type acme to confirm").fill("acme")
    click_button(page, "Delete both organizations")
    expect(page.get_by_role("status").get_by_text("Deleted Acme")).to_be_visible()
    assert set(Organization.objects.active().values_list("pk", flat=True)) == {"acme_Sandbox"}
    page.get_by_role("button", name=re.compile("Restore")).click()
    expect(page.get_by_role("status").get_by_text("Restored acme and acme_Staging")).to_be_visible()
    assert Organization.objects.active().count() == 3
