"""Sign-in providers as the settings configure them."""

from django.conf import settings as portal_settings
from environ import Env

from portal import social_providers


def read(monkeypatch, embedded=False, **environment):
    for name in ("CLIENT_ID", "CLIENT_SECRET", "URL", "PORT"):
        for provider in ("GITHUB", "GOOGLE"):
            monkeypatch.delenv(f"{provider}_{name}", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return social_providers.load(Env(), embedded=embedded)


def test_without_client_ids_there_is_no_provider_outside_the_embedded_default(monkeypatch):
    assert read(monkeypatch) == social_providers.Providers({}, [])


def test_the_embedded_default_has_a_stand_in_for_each_provider_without_client_id(monkeypatch):
    found = read(monkeypatch, embedded=True, GITHUB_PORT="18101")
    assert found.origins == ["http://127.0.0.1:18101", "http://127.0.0.1:8102"]


def test_client_ids_enable_the_real_providers_and_change_nothing_else(monkeypatch):
    given = {"GITHUB_CLIENT_ID": "a", "GITHUB_CLIENT_SECRET": "b", "GOOGLE_CLIENT_ID": "c"}
    found = read(monkeypatch, embedded=True, **given)
    assert found.origins == ["https://github.com", "https://accounts.google.com"]
    assert "GITHUB_URL" not in found.social["github"]
    assert "AUTHORIZE_URL" not in found.social["google"]


def test_forms_may_redirect_to_the_providers_only():
    allowed = portal_settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"]
    assert allowed == ["'self'", *portal_settings.PROVIDERS.origins]
