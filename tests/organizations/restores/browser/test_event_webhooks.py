"""Event webhooks in a browser: created, tested and deleted on a phone in the dark, each page accessible."""

import re

from playwright.sync_api import expect

from organizations.restores.models import EventWebhook
from organizations.restores.webhook import delivery
from tests.organizations.restores.receiver import run_receiver
from tests.visual.accessibility import axe_violations, scrolls_sideways

LIST = "/organizations/acme_Staging/restores/event-webhooks/"


def test_a_webhook_is_created_tested_and_deleted_on_a_phone(cast, phone, sign_in, settings):
    settings.EMBEDDED = True
    page = sign_in(cast.adam, LIST)
    page.emulate_media(color_scheme="dark")

    def check() -> None:
        assert axe_violations(page) == []
        assert not scrolls_sideways(page)

    with run_receiver() as receiver:
        check()
        page.get_by_role("link", name="New webhook").click()
        page.get_by_label("URL").fill(receiver.url)
        page.get_by_label("Description").fill("Release pipeline")
        page.get_by_role("checkbox", name=re.compile("^A restore starts")).check()
        check()
        page.get_by_role("button", name="Create webhook").click()
        expect(page.get_by_text(re.compile("^whsec_"))).to_be_visible()
        check()
        page.get_by_role("link", name="Done").click()
        expect(page.get_by_role("checkbox", name=re.compile("^A restore starts"))).to_be_checked()
        page.get_by_role("button", name="Send test").click()
        expect(page.get_by_role("heading", name="Sending…")).to_be_visible()
        delivery.deliver(EventWebhook.objects.get().deliveries.get().pk)
        expect(page.get_by_role("heading", name=re.compile("^Delivered"))).to_be_visible()
        check()
        page.goto(page.url.partition(LIST)[0] + LIST)
        expect(page.get_by_role("row", name=re.compile("Release pipeline.*200.*On"))).to_be_visible()
        check()
        page.get_by_role("link", name="Release pipeline").click()
        page.get_by_role("link", name="Delete…").click()
        check()
        page.get_by_role("button", name="Delete webhook").click()
        expect(page.get_by_text("No event webhooks yet")).to_be_visible()
