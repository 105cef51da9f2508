"""The pages of event webhooks: their list, their secret once, their settings, deliveries and deletion."""

import pytest
from django.urls import reverse

from organizations.restores.models import EventWebhook
from organizations.restores.webhook import delivery, event_webhooks
from organizations.restores.webhook.event_webhooks import Settings
from organizations.restores.webhook.requests import MAX_REQUESTS
from tests.login import signed_in
from tests.organizations.restores.receiver import run_receiver

LIST = "/organizations/acme_Staging/restores/event-webhooks/"
FORM = {"url": "https://hooks.example/ci", "description": "Pipeline", "events": ["restore.finished"]}


@pytest.fixture(autouse=True)
def _embedded(settings):
    settings.EMBEDDED = True


@pytest.fixture
def admin(cast, client):
    return signed_in(client, cast.adam)


@pytest.fixture
def receiver():
    with run_receiver() as receiver:
        yield receiver


@pytest.fixture
def webhook(cast, receiver):
    settings = Settings(receiver.url, ["restore.finished"], "Pipeline")
    return event_webhooks.create(cast.pair.staging, settings, by=cast.olive)


@pytest.fixture
def page(webhook):
    return f"{LIST}{webhook.pk}/"


def send(webhook) -> None:
    delivery.deliver(webhook.deliveries.first().pk)


@pytest.mark.parametrize(("who", "status"), [("tess", 403), ("victor", 403), ("stan", 404), ("oscar", 404)])
def test_the_pages_are_for_the_owner_and_admins(cast, client, webhook, page, who, status):
    signed_in(client, cast.users[who])
    for address in (LIST, f"{LIST}new/", page, f"{page}delete/"):
        assert client.get(address).status_code == status
        if address != LIST:
            assert client.post(address, {"action": "disable"}).status_code == status
    assert EventWebhook.objects.get().active


def test_a_created_webhook_shows_its_secret_once(admin):
    response = admin.post(f"{LIST}new/", FORM)
    webhook = EventWebhook.objects.get()
    assert webhook.secret in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    for address in (LIST, f"{LIST}{webhook.pk}/"):
        shown = admin.get(address).content.decode()
        assert "Pipeline" in shown
        assert webhook.secret not in shown


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"url": ""}, "Enter a URL."),
        ({"url": "http://hooks.example/"}, "The URL must start with https://."),
        ({"events": []}, "Choose at least one event."),
        ({"events": ["restore.exploded"]}, "Select a valid choice."),
    ],
)
def test_invalid_settings_are_explained_and_the_input_is_kept(admin, webhook, page, change, message):
    for address in (f"{LIST}new/", page):
        response = admin.post(address, FORM | change)
        assert response.status_code == 422
        assert message in response.content.decode()
        assert 'value="Pipeline"' in response.content.decode()
    assert EventWebhook.objects.get().url == webhook.url


def test_the_eleventh_webhook_is_refused(admin, cast):
    for _ in range(event_webhooks.MAX_WEBHOOKS):
        event_webhooks.create(cast.pair.staging, Settings(FORM["url"], ["plan.ready"]), by=cast.olive)
    response = admin.post(f"{LIST}new/", FORM)
    assert response.status_code == 422
    assert "at most 10 event webhooks" in response.content.decode()
    assert f'href="{LIST}new/"' not in admin.get(LIST).content.decode()


def test_an_admin_changes_turns_off_and_turns_on_a_webhook(admin, webhook, page):
    admin.post(page, {**FORM, "events": ["plan.ready"], "action": "save"})
    webhook.refresh_from_db()
    assert (webhook.url, webhook.events) == (FORM["url"], ["plan.ready"])
    for action, active in (("disable", False), ("enable", True)):
        assert admin.post(page, {"action": action})["Location"] == page
        webhook.refresh_from_db()
        assert (webhook.active, webhook.events) == (active, ["plan.ready"])


def test_a_rotated_secret_is_shown_once(admin, webhook, page):
    shown = admin.post(page, {"action": "rotate"}).content.decode()
    previous = webhook.secret
    webhook.refresh_from_db()
    assert webhook.secret in shown
    assert previous not in shown
    assert webhook.secret not in admin.get(page).content.decode()


def test_a_failed_test_is_shown_with_its_attempt_and_sent_again(admin, webhook, page, receiver):
    receiver.responses = [503]
    address = admin.post(page, {"action": "test"})["Location"]
    assert "Sending…" in admin.get(address).content.decode()
    send(webhook)
    region = admin.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "Test failed" in region
    assert "<!doctype" not in region
    test = webhook.deliveries.get()
    assert admin.post(page, {"action": "redeliver", "delivery": test.pk})["Location"] == address
    send(webhook)
    shown = admin.get(address).content.decode()
    assert "Delivered" in shown
    assert "webhook.test" in shown
    assert "503" in shown
    assert "X-oc-hash" not in shown


def test_calls_per_minute_are_limited(admin, page):
    for _ in range(MAX_REQUESTS):
        assert admin.post(page, {"action": "test"}).status_code == 302
    response = admin.post(page, {"action": "test"})
    assert response.status_code == 429
    assert int(response["Retry-After"]) <= 60


def test_a_webhook_that_is_off_sends_nothing(admin, cast, webhook, page):
    admin.post(page, {"action": "test"})
    admin.post(page, {"action": "disable"})
    test = webhook.deliveries.get()
    for data in ({"action": "test"}, {"action": "redeliver", "delivery": test.pk}):
        response = admin.post(page, data)
        assert response.status_code == 422
        assert "Turn it on first" in response.content.decode()
    assert webhook.deliveries.get().next_attempt_at is None


def test_a_webhook_is_deleted_after_a_confirmation(admin, webhook, page):
    assert "Delete Pipeline" in admin.get(f"{page}delete/").content.decode()
    assert EventWebhook.objects.exists()
    assert admin.post(f"{page}delete/")["Location"] == LIST
    assert not EventWebhook.objects.exists()
    assert admin.get(page).status_code == 404


@pytest.mark.parametrize("pk", ["²", "-1", "9" * 5000, "x", ""])
def test_an_invalid_delivery_id_is_not_found(admin, page, pk):
    assert admin.post(page, {"action": "redeliver", "delivery": pk}).status_code == 404


def test_a_webhook_or_delivery_of_another_organization_is_not_found(admin, cast, page):
    other = event_webhooks.create(cast.sandbox, Settings(FORM["url"], ["plan.ready"]), by=cast.olive)
    assert admin.get(f"{LIST}{other.pk}/").status_code == 404
    assert admin.post(f"{LIST}{other.pk}/delete/").status_code == 404


def test_the_restore_list_links_to_the_event_webhooks_for_admins(admin, client, cast):
    restores = reverse("restores:list", args=["acme_Staging"])
    assert f'href="{LIST}"' in admin.get(restores).content.decode()
    assert f'href="{LIST}"' not in signed_in(client, cast.victor).get(restores).content.decode()
