"""Malformed responses of GitHub and Google, and errors of the portal itself."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from werkzeug.wrappers import Response

from accounts.audit.events import Event
from accounts.models import AuditEntry, User
from accounts.social import adapter, provider_responses
from accounts.social.provider_responses import MalformedResponse
from tests.accounts.social.provider_login import NORA, begin, both, choose_user, sign_in

NAMES = {"github": "GitHub", "google": "Google"}
NO_OBJECT = [[], None, 1, "text", True]
PROFILE = {"id": 7, "login": "nora", "name": None, "email": None}
IDENTITY = {"sub": "7", "email": NORA, "email_verified": True}


@pytest.mark.parametrize("data", NO_OBJECT)
@pytest.mark.parametrize("read", [provider_responses.github_profile, provider_responses.google_profile])
def test_a_profile_is_an_object(read, data):
    with pytest.raises(MalformedResponse):
        read(data)


@pytest.mark.parametrize(
    "changed",
    [{"id": None}, {"id": ""}, {"id": True}, {"id": {}}, {"id": "x" * 192}, {"id": "a\x00"}, {"name": 1}]
    + [{"name": "a\ud800b"}, {"login": []}, {"email": {}}],
)
def test_a_profile_of_github_has_an_id_and_texts(changed):
    assert provider_responses.github_profile(PROFILE)["id"] == "7"
    with pytest.raises(MalformedResponse):
        provider_responses.github_profile({**PROFILE, **changed})


@pytest.mark.parametrize(
    "changed",
    [{"sub": None}, {"sub": []}, {"email": 1}, {"given_name": {}}, {"name": "a\x00b"}, {"nonce": 1}],
)
def test_an_identity_of_google_has_an_id_and_texts(changed):
    assert provider_responses.google_profile(IDENTITY)["sub"] == "7"
    with pytest.raises(MalformedResponse):
        provider_responses.google_profile({**IDENTITY, **changed})


@pytest.mark.parametrize("verified", [None, False, "yes", 1.5, {}, []])
def test_an_email_is_verified_only_if_the_provider_says_so(verified):
    entry = {"email": NORA, "primary": True, "verified": verified}
    assert provider_responses.github_emails([entry])[0]["verified"] is False
    assert (
        provider_responses.google_profile({**IDENTITY, "email_verified": verified})["email_verified"] is False
    )


@pytest.mark.parametrize("email", [None, "", "no address", "a" * 250 + "@b.example"])
def test_invalid_emails_are_ignored(email):
    assert provider_responses.github_emails([{"email": email, "verified": True}]) == []
    assert provider_responses.google_profile({**IDENTITY, "email": email})["email"] is None


@pytest.mark.parametrize("data", [{}, "text", [1], [None], [{"email": 1}]])
def test_the_addresses_of_github_are_a_list_of_objects(data):
    with pytest.raises(MalformedResponse):
        provider_responses.github_emails(data)


def test_only_used_fields_of_a_profile_are_stored():
    assert set(provider_responses.github_profile({**PROFILE, "bio": "x", "plan": {}})) == {
        "id",
        *provider_responses.GITHUB_TEXTS,
    }


@pytest.fixture
def visitor(db, stand_ins):
    """Return a client at the origin to which a stand-in redirects, with the stand-ins running."""
    return Client(headers={"host": "localhost:8000"}), stand_ins


TOKEN_ENDPOINTS = {"github": "exchange", "google": "inject_fault"}
TOKENS = [
    "[]",
    '"access_token"',
    '{"access_token": 1}',
    '{"access_token": ""}',
    '{"access_token": "a", "id_token": []}',
]
TOKENS += ['{"access_token": "a", "expires_in": "soon"}', "<html>", ""]


@pytest.mark.parametrize("content", TOKENS)
@both
def test_a_malformed_token_is_an_error_of_the_provider(visitor, monkeypatch, provider, content):
    browser, stand_ins = visitor
    response = Response(content, mimetype="application/json")
    monkeypatch.setattr(type(stand_ins[provider]), TOKEN_ENDPOINTS[provider], lambda self, request: response)
    response = sign_in(browser, provider)
    assert response.status_code == 401
    assert f"{NAMES[provider]} sign-in failed" in response.content.decode()
    assert not User.objects.exists()
    assert AuditEntry.objects.get(event=Event.SOCIAL_SIGN_IN_FAILED).result == "failed"


@pytest.mark.parametrize("content", ["[]", "{}", "null", '{"id": null}', "<html>", '"text"'])
@pytest.mark.parametrize("endpoint", ["user", "emails"])
def test_a_malformed_profile_is_an_error_of_github(visitor, monkeypatch, endpoint, content):
    if endpoint == "emails" and content in ("[]", "null"):
        content = json.dumps([7])
    browser, stand_ins = visitor
    response = Response(content, mimetype="application/json")
    monkeypatch.setattr(type(stand_ins["github"]), endpoint, lambda self, grant: response)
    assert sign_in(browser, "github").status_code == 401
    assert not User.objects.exists()


@pytest.mark.parametrize("error", [KeyError, TypeError, ValueError])
@both
def test_an_error_of_the_portal_is_a_500_and_logged(visitor, monkeypatch, caplog, provider, error):
    browser, _ = visitor
    browser.raise_request_exception = False

    def broken(sociallogin):
        raise error("a fault of the portal")

    back = choose_user(begin(browser, provider))
    monkeypatch.setattr(adapter, "verified_email", broken)
    response = browser.get(back[back.index("/accounts/") :])
    assert response.status_code == 500
    assert "a fault of the portal" in caplog.text
    assert not User.objects.exists()


def test_a_provider_without_a_client_id_is_not_available(client, settings, db):
    settings.SOCIALACCOUNT_PROVIDERS = {}
    for name in ("github_login", "google_login", "github_callback", "google_callback"):
        assert client.get(reverse(name)).status_code == 404
