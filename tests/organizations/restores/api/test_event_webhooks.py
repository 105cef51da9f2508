"""Event webhooks in the Portal API: admins create, change, test and delete them."""

import pytest

from organizations.restores.models import EventWebhook, WebhookDelivery
from organizations.restores.webhook import delivery, event_webhooks
from organizations.restores.webhook.event_webhooks import Settings
from organizations.restores.webhook.requests import MAX_REQUESTS
from tests.accounts.api.conftest import call
from tests.accounts.personal_tokens.creation import create_token
from tests.organizations.restores.receiver import run_receiver

__all__ = ["call"]

PATH = "/organizations/acme_Staging/restorewebhooks"
BODY = {"URL": "https://hooks.example/ci", "Events": ["restore.finished", "restore.drift"]}


@pytest.fixture(autouse=True)
def _embedded(settings):
    settings.EMBEDDED = True


@pytest.fixture
def api(call, cast):
    """Calls the API as Adam, an admin; gives the status and the JSON."""

    def send(method, path, body=None, who="adam"):
        response = call(method, path, body, user=cast.users[who])
        return response.status_code, response.json() if response.content else None

    return send


@pytest.fixture
def webhook(cast):
    return event_webhooks.create(
        cast.pair.staging, Settings(BODY["URL"], ["restore.finished"], "Pipeline"), by=cast.adam
    )


def test_the_secret_is_in_the_response_of_the_creation_only(call, cast, api):
    created = call("POST", PATH, BODY, user=cast.adam)
    webhook = EventWebhook.objects.get()
    shown = created.json()
    assert (created.status_code, shown.pop("Secret")) == (201, webhook.secret)
    assert created["Location"] == f"/api/v1{PATH}/{webhook.pk}"
    status, read = api("GET", f"{PATH}/{webhook.pk}")
    assert (status, read) == (200, shown)
    assert api("GET", PATH)[1]["Items"] == [read]
    assert (read["URL"], read["Events"], read["Active"]) == (BODY["URL"], BODY["Events"], True)


def test_a_rotation_returns_the_new_secret_and_until_when_the_previous_one_is_valid(api, webhook):
    status, shown = api("POST", f"{PATH}/{webhook.pk}/rotatesecret")
    previous = webhook.secret
    webhook.refresh_from_db()
    assert (status, shown["Secret"], webhook.previous_secret) == (200, webhook.secret, previous)
    assert shown["PreviousSecretExpires"]


def test_a_save_replaces_the_settings(api, webhook):
    body = {"url": "https://hooks.example/chat", "events": ["plan.ready"], "active": False}
    status, saved = api("PUT", f"{PATH}/{webhook.pk}", body)
    assert status == 200
    assert (saved["URL"], saved["Events"], saved["Description"], saved["Active"]) == (
        "https://hooks.example/chat",
        ["plan.ready"],
        "",
        False,
    )


def test_a_change_of_a_version_that_is_outdated_is_refused(client, cast, webhook):
    path, headers = (
        f"/api/v1{PATH}/{webhook.pk}",
        {"Authorization": f"Bearer {create_token(cast.adam).token}"},
    )
    etag = client.get(path, headers=headers)["ETag"]
    event_webhooks.update(webhook, Settings(BODY["URL"], ["plan.ready"]), by=cast.olive)
    response = client.put(path, BODY, "application/json", headers={**headers, "If-Match": etag})
    assert response.status_code == 412
    webhook.refresh_from_db()
    assert webhook.events == ["plan.ready"]


def test_a_deleted_webhook_is_gone_with_its_deliveries(api, webhook):
    api("POST", f"{PATH}/{webhook.pk}/test")
    assert api("DELETE", f"{PATH}/{webhook.pk}") == (204, None)
    assert api("GET", f"{PATH}/{webhook.pk}")[0] == 404
    assert not WebhookDelivery.objects.exists()


def test_a_test_is_listed_with_its_attempt_and_can_be_resent(api, cast):
    with run_receiver(503) as receiver:
        hook = event_webhooks.create(cast.pair.staging, Settings(receiver.url, ["plan.ready"]), by=cast.adam)
        path = f"{PATH}/{hook.pk}"
        status, sent = api("POST", f"{path}/test")
        assert (status, sent["State"], sent["Event"], sent["Attempts"]) == (
            202,
            "pending",
            "webhook.test",
            [],
        )
        delivery.deliver(sent["Id"])
        (listed,) = api("GET", f"{path}/deliveries")[1]["Items"]
        assert (listed["State"], listed["Attempts"][0]["Status"]) == ("failed", 503)
        status, resent = api("POST", f"{path}/deliveries/{sent['Id']}/resend")
        assert (status, resent["State"], resent["EventId"]) == (202, "pending", sent["EventId"])
        delivery.deliver(sent["Id"])
        (listed,) = api("GET", f"{path}/deliveries")[1]["Items"]
        assert (listed["State"], len(listed["Attempts"])) == ("delivered", 2)
        assert {call.headers["webhook-id"] for call in receiver.calls} == {sent["EventId"]}


def test_requested_calls_are_limited(call, cast, webhook):
    statuses = [call("POST", f"{PATH}/{webhook.pk}/test", user=cast.adam) for _ in range(MAX_REQUESTS + 1)]
    assert [response.status_code for response in statuses] == [202] * MAX_REQUESTS + [429]
    assert int(statuses[-1]["Retry-After"]) <= 60


@pytest.mark.parametrize(
    "change",
    [
        {"URL": "http://hooks.example/"},
        {"URL": 5},
        {"URL": "https://hooks.example/" + "x" * 2000},
        {"Events": []},
        {"Events": ["restore.exploded"]},
        {"Events": "plan.ready"},
        {"Active": "yes"},
        {"Description": "x" * 101},
    ],
)
def test_invalid_settings_are_refused_in_the_envelope(api, webhook, change):
    for method, path in (("POST", PATH), ("PUT", f"{PATH}/{webhook.pk}")):
        status, refused = api(method, path, BODY | change)
        assert status == 400
        assert next(iter(change)).lower() in str(refused["Errors"][0]["Data"]).lower()
    assert EventWebhook.objects.get().url == BODY["URL"]


@pytest.mark.parametrize(("who", "status"), [("tess", 403), ("victor", 403), ("stan", 404), ("oscar", 404)])
def test_only_the_owner_and_admins_use_webhooks(api, webhook, who, status):
    row = f"{PATH}/{webhook.pk}"
    for method, path, body in (
        ("GET", PATH, None),
        ("POST", PATH, BODY),
        ("GET", row, None),
        ("PUT", row, BODY),
        ("DELETE", row, None),
        ("POST", f"{row}/rotatesecret", None),
        ("POST", f"{row}/test", None),
        ("GET", f"{row}/deliveries", None),
        ("POST", f"{row}/deliveries/1/resend", None),
    ):
        assert api(method, path, body, who)[0] == status
    assert EventWebhook.objects.get().secret == webhook.secret


def test_a_webhook_of_another_organization_is_not_found(api, cast):
    other = event_webhooks.create(cast.sandbox, Settings(BODY["URL"], ["plan.ready"]), by=cast.olive)
    assert api("GET", f"{PATH}/{other.pk}", who="olive")[0] == 404
    assert api("GET", f"/organizations/{cast.sandbox.pk}/restorewebhooks", who="olive")[0] == 404


def test_a_token_limited_to_production_reaches_no_webhook_of_staging(client, cast, webhook):
    token = create_token(cast.olive, organizations=["acme"])
    headers = {"Authorization": f"Bearer {token.token}"}
    assert client.get("/api/v1/organizations/acme/restorewebhooks", headers=headers).status_code == 404


@pytest.mark.parametrize("id", ["²", "-1", "9" * 50, "x"])
def test_an_invalid_id_is_not_found(api, webhook, id):
    assert api("GET", f"{PATH}/{id}")[0] == 404
    assert api("POST", f"{PATH}/{webhook.pk}/deliveries/{id}/resend")[0] == 404
