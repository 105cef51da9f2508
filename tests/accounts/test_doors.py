"""What the settings must not open, and how visitors are told apart."""

import doctest

import pytest
from django.conf import settings as portal_settings
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from environ import Env

from accounts import checks
from accounts.validators import username as username_rules
from lib import client_info, rate_limit
from lib.templatetags import ui
from portal import social_providers

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/129.0 Safari/537.36 Edg/129.0"


@pytest.mark.parametrize(
    ("origin", "refused"),
    [
        ("http://127.0.0.1:8101", True),
        ("https://localhost", True),
        ("http://github.example.com", True),
        ("https://github.com", False),
        ("https://accounts.google.com", False),
    ],
)
def test_stand_ins_are_refused_outside_the_embedded_default(settings, origin, refused):
    settings.PROVIDERS = social_providers.Providers({}, [origin])
    assert [error.id for error in checks.unsafe_doors()] == (["accounts.E001"] if refused else [])
    settings.EMBEDDED = True
    assert checks.unsafe_doors() == []


def read(monkeypatch, embedded=False, **environment):
    for name in ("CLIENT_ID", "CLIENT_SECRET", "URL", "PORT"):
        for provider in ("GITHUB", "GOOGLE"):
            monkeypatch.delenv(f"{provider}_{name}", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return social_providers.read(Env(), embedded=embedded)


def test_without_ids_there_is_no_provider_outside_the_embedded_default(monkeypatch):
    assert read(monkeypatch) == social_providers.Providers({}, [])


def test_the_embedded_default_has_a_stand_in_for_each_without_ids(monkeypatch):
    found = read(monkeypatch, embedded=True, GITHUB_PORT="18101")
    assert found.origins == ["http://127.0.0.1:18101", "http://127.0.0.1:8102"]


def test_real_ids_bring_the_real_providers_and_nothing_else_changes(monkeypatch):
    given = {"GITHUB_CLIENT_ID": "a", "GITHUB_CLIENT_SECRET": "b", "GOOGLE_CLIENT_ID": "c"}
    found = read(monkeypatch, embedded=True, **given)
    assert found.origins == ["https://github.com", "https://accounts.google.com"]
    assert "GITHUB_URL" not in found.social["github"]
    assert "AUTHORIZE_URL" not in found.social["google"]


def test_forms_may_lead_to_the_providers_and_nowhere_else():
    allowed = portal_settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"]
    assert allowed == ["'self'", *portal_settings.PROVIDERS.origins]


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (EDGE, "Edge on Windows"),
        (IPHONE, "Safari on iPhone"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("@ordercloud/portal-javascript-sdk/1.0", "@ordercloud/portal-javascript-sdk"),
        ("", "Unknown program"),
        ("\x00\x01", "Unknown program"),
        ("<script>", "Unknown program"),
    ],
)
def test_devices_are_named_as_a_person_would(agent, name):
    assert client_info.device_label(agent) == name


@pytest.mark.parametrize("module", [client_info, username_rules, ui])
def test_examples_in_docstrings_hold(module):
    assert doctest.testmod(module).failed == 0


def test_one_ipv6_household_counts_as_one_network():
    requests = [RequestFactory().post("/", REMOTE_ADDR=f"2a02:1406:11f:7000::{last}") for last in ("1", "2")]
    assert len({client_info.client_network(request) for request in requests}) == 1


def test_a_forwarded_address_counts_behind_a_trusted_proxy_only(settings):
    request = RequestFactory().post(
        "/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "6.6.6.6, 81.230.14.9"}
    )
    assert client_info.client_ip(request) == "10.0.0.1"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert client_info.client_ip(request) == "81.230.14.9"


@pytest.mark.usefixtures("standing_clock")
def test_limits_count_each_network_by_itself():
    one, other = (RequestFactory().post("/", REMOTE_ADDR=address) for address in ("10.0.0.1", "10.0.0.2"))
    most, _ = rate_limit.RATES["password_reset"]
    for _ in range(most):
        rate_limit.hit(one, "password_reset")
    with pytest.raises(rate_limit.RateLimited) as refused:
        rate_limit.hit(one, "password_reset")
    assert 0 < refused.value.retry_after <= 60
    rate_limit.hit(other, "password_reset")


def test_a_caller_without_an_address_is_refused():
    request = RequestFactory().post("/")
    del request.META["REMOTE_ADDR"]
    with pytest.raises(PermissionDenied):
        client_info.client_ip(request)
