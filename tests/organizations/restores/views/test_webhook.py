"""The page of the restore webhook, where admins configure, test and turn it off; the key is never shown."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from lib import clock
from organizations.restores import tasks
from organizations.restores.models import StagingRestoreWebhook, WebhookDelivery
from organizations.restores.webhook import delivery, settings
from organizations.restores.webhook.requests import MAX_REQUESTS, send_test
from tests.login import signed_in
from tests.organizations.restores.receiver import run_receiver

PAGE = "/organizations/acme_Staging/restores/webhook/"
KEY = "a key that only the receiver knows"


def deliver_all() -> None:
    """Make an attempt of each pending delivery, as a worker does."""
    for pk in list(
        WebhookDelivery.objects.filter(next_attempt_at__isnull=False).values_list("pk", flat=True)
    ):
        delivery.deliver(pk)


@pytest.fixture(autouse=True)
def _embedded(settings):
    settings.EMBEDDED = True


@pytest.fixture
def admin(cast, client):
    return signed_in(client, cast.adam)


@pytest.fixture
def hook(cast):
    with run_receiver() as receiver:
        yield settings.configure(cast.pair.staging, receiver.url, KEY, by=cast.olive), receiver


@pytest.mark.parametrize(("who", "status"), [("tess", 403), ("victor", 403), ("stan", 404), ("oscar", 404)])
def test_the_webhook_page_is_for_the_owner_and_admins(cast, client, who, status):
    signed_in(client, cast.users[who])
    assert client.get(PAGE).status_code == client.post(PAGE, {"action": "disable"}).status_code == status


def test_an_admin_sets_url_and_key(admin):
    admin.post(PAGE, {"action": "save", "url": "https://hooks.example/restored", "hash_key": KEY})
    hook = StagingRestoreWebhook.objects.get()
    assert (hook.organization_id, hook.url, hook.hash_key) == (
        "acme_Staging",
        "https://hooks.example/restored",
        KEY,
    )


def test_an_empty_key_keeps_the_current_one_which_is_never_shown(admin, hook):
    admin.post(PAGE, {"action": "save", "url": "https://hooks.example/other", "hash_key": ""})
    assert StagingRestoreWebhook.objects.get().hash_key == KEY
    assert KEY not in admin.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "Enter a URL, or turn the webhook off."),
        ("http://hooks.example/", "The URL must start with https://."),
        ("https://user:word@hooks.example/", "Enter a URL without a username or password."),
    ],
)
def test_an_invalid_url_is_explained_and_the_input_is_kept(admin, url, message):
    response = admin.post(PAGE, {"action": "save", "url": url})
    assert response.status_code == 422
    assert message in response.content.decode()
    assert f'value="{url}"' in response.content.decode() or not url
    assert not StagingRestoreWebhook.objects.exists()


def test_a_test_is_sent_by_the_worker_and_the_page_polls_the_result(admin, hook):
    response = admin.post(PAGE, {"action": "test"})
    assert not hook[1].calls
    page = admin.get(response["Location"]).content.decode()
    assert "Sending…" in page
    assert 'hx-trigger="every 1s"' in page
    tasks.recover_restores()
    deliver_all()
    region = admin.get(response["Location"], headers={"HX-Request": "true"}).content.decode()
    assert "Delivered" in region
    assert "hx-trigger" not in region
    assert "<!doctype" not in region


def test_a_test_redirects_to_its_result(admin, hook):
    address = admin.post(PAGE, {"action": "test"})["Location"]
    deliver_all()
    page = admin.get(address).content.decode()
    assert hook[1].calls[0].json["Test"] is True
    assert "StagingRestore, test" in page
    assert "{&quot;ok&quot;:true}" in page


def test_a_failed_test_is_reported_and_can_be_sent_again(admin, hook):
    hook[1].responses = [503]
    address = admin.post(PAGE, {"action": "test"})["Location"]
    deliver_all()
    assert "Test failed" in admin.get(address).content.decode()
    delivery = hook[0].deliveries.get()
    assert admin.post(PAGE, {"action": "redeliver", "delivery": delivery.pk})["Location"] == address
    deliver_all()
    assert "Delivered" in admin.get(address).content.decode()


def test_calls_per_minute_are_limited_for_each_organization(admin, hook):
    now = clock.now()
    with time_machine.travel(now, tick=False) as traveller:
        for _ in range(MAX_REQUESTS):
            assert admin.post(PAGE, {"action": "test"}).status_code == 302
        delivery = hook[0].deliveries.first()
        for data in ({"action": "test"}, {"action": "redeliver", "delivery": delivery.pk}):
            response = admin.post(PAGE, data)
            assert (response.status_code, response["Retry-After"]) == (429, "60")
            assert "At most 5 calls a minute. Try again in 60 s." in response.content.decode()
        assert hook[0].deliveries.count() == MAX_REQUESTS
        traveller.shift(timedelta(minutes=1))
        assert admin.post(PAGE, {"action": "test"}).status_code == 302


@pytest.mark.parametrize("pk", ["²", "-1", "9" * 5000, "x", ""])
def test_an_invalid_delivery_id_is_not_found(admin, hook, pk):
    assert admin.post(PAGE, {"action": "redeliver", "delivery": pk}).status_code == 404


def test_tests_and_redeliveries_require_a_webhook(admin):
    assert admin.post(PAGE, {"action": "test"}).status_code == 404
    assert admin.post(PAGE, {"action": "redeliver", "delivery": "x"}).status_code == 404


def test_a_delivery_of_another_organization_cannot_be_sent(admin, hook, cast):
    delivery = send_test(hook[0], by=cast.olive)
    hook[0].organization = cast.sandbox
    hook[0].save()
    assert admin.post(PAGE, {"action": "redeliver", "delivery": delivery.pk}).status_code == 404


def test_a_disabled_webhook_is_reported(admin, hook):
    page = admin.post(PAGE, {"action": "disable"}, follow=True).content.decode()
    assert "Restore webhook turned off" in page
    assert not StagingRestoreWebhook.objects.get().active


def test_the_restore_list_links_to_the_webhook_for_admins(admin):
    page = admin.get(reverse("restores:list", args=["acme_Staging"])).content.decode()
    assert f'href="{PAGE}"' in page
