"""The page of the restore webhook: admins set, test, switch off and look into it; the key is never shown."""

import pytest
from django.urls import reverse

from organizations import restore_webhook
from organizations.restore_models import StagingRestoreWebhook
from tests.organizations.restores.receiver import receiving
from tests.sessions import signed_in

PAGE = "/organizations/acme_Staging/restores/webhook/"
KEY = "a key that only the receiver knows"


@pytest.fixture(autouse=True)
def _embedded(settings):
    settings.EMBEDDED = True


@pytest.fixture
def admin(cast, client):
    return signed_in(client, cast.adam)


@pytest.fixture
def hook(cast):
    with receiving() as receiver:
        yield restore_webhook.save(cast.pair.staging, receiver.url, KEY, by=cast.olive), receiver


@pytest.mark.parametrize(("who", "status"), [("tess", 403), ("victor", 403), ("stan", 404), ("oscar", 404)])
def test_it_is_for_the_owner_and_admins(cast, client, who, status):
    signed_in(client, cast.people[who])
    assert client.get(PAGE).status_code == client.post(PAGE, {"act": "off"}).status_code == status


def test_an_admin_sets_address_and_key(admin):
    admin.post(PAGE, {"act": "save", "url": "https://hooks.example/restored", "hash_key": KEY})
    hook = StagingRestoreWebhook.objects.get()
    assert (hook.organization_id, hook.url, hook.hash_key) == (
        "acme_Staging",
        "https://hooks.example/restored",
        KEY,
    )


def test_an_empty_key_keeps_the_present_one_and_the_page_never_shows_it(admin, hook):
    admin.post(PAGE, {"act": "save", "url": "https://hooks.example/other", "hash_key": ""})
    assert StagingRestoreWebhook.objects.get().hash_key == KEY
    assert KEY not in admin.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Give an address, or switch the webhook off."),
        ("http://hooks.example/", "An address that begins with https://."),
        ("https://user:word@hooks.example/", "An address without a name or password in it."),
    ],
)
def test_what_cannot_be_called_is_explained_and_stays_typed(admin, typed, sentence):
    answer = admin.post(PAGE, {"act": "save", "url": typed})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert f'value="{typed}"' in answer.content.decode() or not typed
    assert not StagingRestoreWebhook.objects.exists()


def test_a_test_leads_to_its_answer(admin, hook):
    page = admin.post(PAGE, {"act": "test"}, follow=True).content.decode()
    assert hook[1].calls[0].json["Test"] is True
    assert "StagingRestore, test" in page
    assert "{&quot;ok&quot;:true}" in page


def test_a_test_that_does_not_come_through_says_so_and_can_be_sent_again(admin, hook):
    hook[1].answers = [503]
    page = admin.post(PAGE, {"act": "test"}, follow=True)
    assert "The test did not come through" in page.content.decode()
    delivery = hook[0].deliveries.get()
    again = admin.post(PAGE, {"act": "again", "delivery": delivery.pk}, follow=True)
    assert "Delivered" in again.content.decode()


def test_without_a_webhook_there_is_nothing_to_test_or_send_again(admin):
    assert admin.post(PAGE, {"act": "test"}).status_code == 404
    assert admin.post(PAGE, {"act": "again", "delivery": "x"}).status_code == 404


def test_a_delivery_of_another_organization_cannot_be_sent(admin, hook, cast):
    foreign = restore_webhook.send_test(hook[0], by=cast.olive)
    hook[0].organization = cast.sandbox
    hook[0].save()
    assert admin.post(PAGE, {"act": "again", "delivery": foreign.pk}).status_code == 404


def test_switched_off_it_says_so(admin, hook):
    page = admin.post(PAGE, {"act": "off"}, follow=True).content.decode()
    assert "The restore webhook is switched off" in page
    assert not StagingRestoreWebhook.objects.get().active


def test_the_list_of_restores_leads_admins_to_it(admin):
    page = admin.get(reverse("organizations:restores", args=["acme_Staging"])).content.decode()
    assert f'href="{PAGE}"' in page
