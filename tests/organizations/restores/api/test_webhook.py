"""The staging restore webhook in the Portal API, as OrderCloud's client sees it."""

import pytest

from accounts.audit.events import Event
from accounts.models import AuditEntry
from organizations.restores.models import StagingRestoreWebhook, WebhookDelivery
from organizations.restores.webhook.requests import MAX_REQUESTS

PATH = "/organizations/acme_Staging/stagingrestorewebhook"
URL, KEY = "https://hooks.example/restored", "a key that only the receiver knows"
BODY = {"URL": URL, "HashKey": KEY}


@pytest.fixture
def hook(send) -> StagingRestoreWebhook:
    assert send("olive", "PUT", PATH, BODY).status_code == 200
    return StagingRestoreWebhook.objects.get()


def shown() -> int:
    return AuditEntry.objects.filter(event=Event.RESTORE_WEBHOOK_KEY_SHOWN).count()


def test_an_admin_saves_reads_and_deletes_the_webhook(send):
    assert send("adam", "GET", PATH).status_code == 404
    saved = send("adam", "PUT", PATH, {"url": URL, "hashKey": KEY})
    assert (saved.status_code, saved.json()) == (200, BODY)
    assert send("adam", "GET", PATH).json() == BODY
    assert send("adam", "DELETE", PATH).status_code == 204
    for method, path in (("GET", PATH), ("DELETE", PATH), ("POST", f"{PATH}/test")):
        response = send("adam", method, path)
        assert response.status_code == 404
        assert response.json()["Errors"][0]["Data"]["ObjectType"] == "StagingRestoreWebhook"
    assert send("adam", "PUT", PATH, {"URL": URL}).status_code == 200


def test_a_key_that_is_not_sent_stays_and_an_empty_one_removes_it(send, hook):
    for body, key in (
        ({"URL": URL}, KEY),
        ({"URL": URL, "HashKey": None}, KEY),
        ({**BODY, "HashKey": ""}, ""),
    ):
        assert send("adam", "PUT", PATH, body).json() == {"URL": URL, "HashKey": None}
        assert StagingRestoreWebhook.objects.get().hash_key == key
    assert send("adam", "GET", PATH).json() == {"URL": URL, "HashKey": None}


def test_the_key_is_given_to_a_sign_in_and_recorded(send, cast, hook):
    assert shown() == 0
    response = send("adam", "GET", PATH)
    assert (response.json()["HashKey"], shown()) == (KEY, 1)
    entry = AuditEntry.objects.get(event=Event.RESTORE_WEBHOOK_KEY_SHOWN)
    assert (entry.actor, entry.organization) == (cast.adam, "acme_Staging")
    assert KEY not in str(AuditEntry.objects.values())


def test_a_write_to_the_version_that_was_read_shows_the_key_to_no_one(send, hook):
    etag = send("adam", "GET", PATH)["ETag"]
    changed = {**BODY, "URL": "https://hooks.example/other"}
    assert send("adam", "PUT", PATH, changed, **{"If-Match": etag}).status_code == 200
    assert send("adam", "PUT", PATH, BODY, **{"If-Match": etag}).status_code == 412
    assert StagingRestoreWebhook.objects.get().url == "https://hooks.example/other"
    assert shown() == 1


def test_a_personal_access_token_gets_no_key(send, hook, personal_token):
    for scope in ("read", "write"):
        token = personal_token("olive", scope=scope, name=scope)
        assert send(None, "GET", PATH, token=token).json() == {"URL": URL, "HashKey": None}
    assert shown() == 0


@pytest.mark.parametrize(("who", "status"), [("tess", 403), ("victor", 403), ("ida", 404), ("stan", 404)])
def test_the_webhook_is_for_the_owner_and_admins(send, hook, who, status):
    for method, path in (("GET", PATH), ("PUT", PATH), ("DELETE", PATH), ("POST", f"{PATH}/test")):
        assert send(who, method, path, BODY if method == "PUT" else None).status_code == status
    assert StagingRestoreWebhook.objects.get().active


@pytest.mark.parametrize("organization", ["acme", "acme_Sandbox"])
def test_the_webhook_is_only_for_staging(send, organization):
    path = f"/organizations/{organization}/stagingrestorewebhook"
    for method, end in (("GET", ""), ("PUT", ""), ("DELETE", ""), ("POST", "/test")):
        response = send("olive", method, path + end, BODY if method == "PUT" else None)
        assert response.status_code == 400
        assert "only works with Staging" in response.json()["error_description"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"HashKey": KEY},
        {"URL": None},
        {"URL": 7},
        {"URL": ""},
        {"URL": "http://hooks.example/"},
        {"URL": "https://user:word@hooks.example/"},
        {"URL": f"https://hooks.example/{'x' * 2000}"},
        {"URL": URL, "HashKey": "k" * 201},
        {"URL": URL, "HashKey": ["k"]},
        [URL],
    ],
)
def test_an_invalid_body_is_refused_in_the_envelope(send, body):
    response = send("olive", "PUT", PATH, body)
    assert response.status_code == 400
    assert response.json()["Errors"][0]["Message"]
    assert not StagingRestoreWebhook.objects.exists()


def test_a_test_is_one_call_that_says_so(send, hook):
    response = send("adam", "POST", f"{PATH}/test")
    assert (response.status_code, response.content) == (204, b"")
    delivery = WebhookDelivery.objects.get()
    assert delivery.is_test
    assert AuditEntry.objects.filter(event=Event.RESTORE_WEBHOOK_TESTED).count() == 1


def test_the_sixth_test_within_a_minute_is_refused_with_the_time_to_wait(send, hook):
    statuses = [send("adam", "POST", f"{PATH}/test").status_code for _ in range(MAX_REQUESTS)]
    assert statuses == [204] * MAX_REQUESTS
    refused = send("adam", "POST", f"{PATH}/test")
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 60
    assert WebhookDelivery.objects.count() == MAX_REQUESTS
