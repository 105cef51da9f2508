"""Programs of other sites call the Portal API only from the origins that operators name, without cookies."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.cors import origin

SITE = "https://tools.example.com"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "*",
            "https://*",
            "https://*.example.com",
            "null",
            "https://",
            "tools.example.com",
            "//example.com",
        ),
        *("https://tools.example.com/", "https://tools.example.com/app", "https://tools.example.com?a=1"),
        *("https://user@example.com", "ftp://example.com", "https://example.com:", "https://example.com:0"),
        *(
            "https://example.com:99999",
            "https://[::zz]",
            "https://münchen.example",
            "https://a b",
            "http:example",
        ),
    ],
)
def test_what_is_not_an_origin_is_refused(text):
    with pytest.raises(ImproperlyConfigured, match="PORTAL_CORS_ALLOWED_ORIGINS"):
        origin(text, embedded=False)


def test_plain_http_is_refused_beyond_loopback():
    with pytest.raises(ImproperlyConfigured, match="plain HTTP"):
        origin("http://tools.example.com", embedded=False)
    for text in ("http://localhost:3000", "http://127.0.0.1:5173", "http://[::1]:8080"):
        assert origin(text, embedded=False) == text


def test_origins_are_written_as_browsers_send_them():
    assert origin(" HTTPS://Tools.Example.com:8443 ", embedded=False) == "https://tools.example.com:8443"


def preflight(client, path="/api/v1/organizations", site=SITE, method="PUT"):
    headers = {
        "Origin": site,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,if-match",
    }
    return client.options(path, headers=headers)


def test_no_site_may_call_the_api_by_default(client, db):
    read = client.get("/api/v1/openapi.json", headers={"Origin": SITE})
    for response in (preflight(client), read):
        assert not [name for name in response.headers if name.lower().startswith("access-control")]


def test_a_named_site_may_send_the_headers_of_the_api_and_read_its_own(client, db, settings):
    settings.CORS_ALLOWED_ORIGINS = [SITE]
    asked = preflight(client)
    assert asked["Access-Control-Allow-Origin"] == SITE
    assert "PUT" in asked["Access-Control-Allow-Methods"]
    assert {"authorization", "if-match", "idempotency-key"} <= set(
        asked["Access-Control-Allow-Headers"].split(", ")
    )
    refused = client.get("/api/v1/organizations", headers={"Origin": SITE})
    assert refused.status_code == 401
    assert refused["Access-Control-Allow-Origin"] == SITE  # the program can read why
    assert "RateLimit" in refused["Access-Control-Expose-Headers"]
    assert "origin" in refused["Vary"].lower()


def test_a_named_site_may_neither_use_cookies_nor_read_pages(client, db, settings):
    settings.CORS_ALLOWED_ORIGINS = [SITE]
    assert "Access-Control-Allow-Credentials" not in preflight(client)
    for path in ("/", "/accounts/login/", "/api/v10/organizations", "/admin/"):
        response = client.get(path, headers={"Origin": SITE})
        assert "Access-Control-Allow-Origin" not in response


def test_another_site_is_not_allowed_beside_a_named_one(client, db, settings):
    settings.CORS_ALLOWED_ORIGINS = [SITE]
    for site in ("https://tools.example.com.evil.example", "http://tools.example.com", "null"):
        assert "Access-Control-Allow-Origin" not in preflight(client, site=site)
