"""What would be unsafe in production is named before the first request."""

from types import SimpleNamespace

from portal.checks import check_cors, check_production

SAFE = {
    "EMBEDDED": False,
    "SECURE": True,
    "SECRET_KEY": "x" * 60,
    "EMULATOR_KEY": "",
    "CORS_ALLOWED_ORIGINS": ["https://tools.example.com"],
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache"}},
}


def findings(settings, **changes) -> list[str]:
    for name, value in (SAFE | changes).items():
        setattr(settings, name, value)
    return [finding.id for finding in check_production()]


def test_a_safe_configuration_has_no_errors(settings):
    assert findings(settings) == []


def test_each_unsafe_setting_is_reported(settings):
    assert findings(settings, SECURE=False) == ["portal.E001"]
    assert findings(settings, SECRET_KEY="short") == ["portal.E002"]
    assert findings(
        settings, CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    ) == ["portal.E003"]
    assert findings(settings, EMULATOR_KEY="key") == ["portal.W002"]
    assert findings(settings, CORS_ALLOWED_ORIGINS=["http://localhost:3000"]) == ["portal.W003"]


def test_sqlite_is_reported(settings, monkeypatch):
    monkeypatch.setattr("portal.checks.connection", SimpleNamespace(vendor="sqlite"))
    assert findings(settings) == ["portal.W001"]


def test_the_embedded_default_is_not_checked(settings):
    assert findings(settings, EMBEDDED=True, SECURE=False) == []


def test_the_api_is_open_to_named_sites_without_cookies_only(settings):
    assert check_cors() == []
    for name in ("CORS_ALLOW_ALL_ORIGINS", "CORS_ALLOW_CREDENTIALS"):
        setattr(settings, name, True)
    settings.CORS_ALLOWED_ORIGIN_REGEXES = [r"^https://.*\.example\.com$"]
    assert [finding.id for finding in check_cors()] == ["portal.E004"] * 3
