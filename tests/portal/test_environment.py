"""Settings that make no sense stop the portal with the name of the variable."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import environment


@pytest.mark.parametrize("value", ["0", "-5", "many", "1.5", "²", "9" * 40, " "])
def test_a_rate_that_is_not_a_positive_number_is_refused(monkeypatch, value):
    monkeypatch.setenv("PORTAL_API_RATE_LIMIT", value)
    with pytest.raises(ImproperlyConfigured, match="PORTAL_API_RATE_LIMIT"):
        environment.positive_number("PORTAL_API_RATE_LIMIT", 1200)


@pytest.mark.parametrize(("value", "expected"), [("", 1200), ("60", 60)])
def test_a_rate_has_a_default(monkeypatch, value, expected):
    monkeypatch.setenv("PORTAL_API_RATE_LIMIT", value)
    assert environment.positive_number("PORTAL_API_RATE_LIMIT", 1200) == expected


def test_an_address_of_another_scheme_is_refused(monkeypatch):
    monkeypatch.setenv("PORTAL_URL", "ftp://portal.example.com")
    with pytest.raises(ImproperlyConfigured, match="PORTAL_URL"):
        environment.http_url("PORTAL_URL", "https://portal.example.com")
