"""Invalid passkeys. Valid ones are tested in the browser."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from accounts.audit.events import Event
from accounts.models import AuditEntry
from tests.accounts.authenticator_app import is_signed_in
from tests.accounts.software_passkey import stored_passkey
from tests.login import signed_in

pytestmark = pytest.mark.django_db
NONSENSE = [
    "",
    "false",
    "0",
    "NaN",
    '{"id": 1}',
    '{"id": "x"}',
    '{"id": "x", "rawId": "x", "response": []}',
    "1" * 5000,
    '{"id": ' + "1" * 5000 + "}",
    "[" * 2000,
    '{"id":' * 2000,
    '"' + "x" * 70_000 + '"',
    "no json",
    "null",
    "[]",
    "1",
    '"text"',
    "{}",
    json.dumps({"id": "x", "rawId": "x", "type": "public-key", "response": {}}),
    json.dumps({"id": "eA", "rawId": "eA", "type": "public-key", "response": {"userHandle": "MQ"}}),
    json.dumps(
        {
            "id": "eA",
            "rawId": "eA",
            "type": "public-key",
            "response": {
                "clientDataJSON": "e30",
                "authenticatorData": "eA",
                "signature": "eA",
                "userHandle": "MQ",
            },
        }
    ),
]


@pytest.mark.parametrize("credential", NONSENSE, ids=range(len(NONSENSE)))
def test_an_invalid_passkey_response_does_not_sign_in_and_is_explained(client, tess, credential):
    client.get(reverse("mfa_login_webauthn"), headers={"X-Requested-With": "XMLHttpRequest"})
    sent = {"credential": credential, "next": "/organizations/"}
    response = client.post(reverse("mfa_login_webauthn"), sent, follow=True)
    assert response.redirect_chain[-1][0] == "/accounts/login/?next=%2Forganizations%2F"
    assert "This passkey isn’t linked to an account." in response.content.decode()
    assert not is_signed_in(client)
    entry = AuditEntry.objects.get(event=Event.USER_SIGN_IN_FAILED)
    assert (entry.result, entry.target_id) == ("refused", "")


@pytest.mark.parametrize("credential", NONSENSE, ids=range(len(NONSENSE)))
def test_an_invalid_passkey_is_not_added(client, tess, credential):
    signed_in(client, tess)
    client.get(reverse("mfa_add_webauthn"))
    sent = {"credential": credential, "name": "Nonsense", "passwordless": "on"}
    response = client.post(reverse("mfa_add_webauthn"), sent)
    assert response.status_code == 422
    assert "Your browser couldn’t create a passkey." in response.content.decode()
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("credential", NONSENSE, ids=range(len(NONSENSE)))
def test_an_invalid_passkey_response_does_not_reauthenticate(client, tess, credential):
    signed_in(client, tess)
    stored_passkey(tess)
    client.get(reverse("account_reauthenticate"))
    response = client.post(reverse("account_reauthenticate"), {"by": "passkey", "credential": credential})
    assert response.status_code == 422
    assert "That passkey didn’t work." in response.content.decode()


@pytest.mark.usefixtures("frozen_time")
def test_passkey_attempts_are_limited_like_passwords(client):
    for _ in range(30):
        client.post(reverse("mfa_login_webauthn"), {"credential": "{}"})
    assert client.post(reverse("mfa_login_webauthn"), {"credential": "{}"}).status_code == 429
