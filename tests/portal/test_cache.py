"""Without the Redis server, pages, sessions and limits still work, and background work waits in its row."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from celery import Celery
from django.core.cache import cache
from django.db import connection
from django.test import RequestFactory

from lib import background, rate_limit
from organizations.restores.models import Restore
from portal.cache import FallbackRedisCache
from tests.cast import PASSWORD
from tests.login import signed_in
from tests.servers import free_port


@pytest.fixture
def without_redis(settings, monkeypatch):
    """Cache and broker at a port that is closed."""
    address = f"redis://127.0.0.1:{free_port()}/0"
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": address}}
    settings.REDIS_URL = address
    monkeypatch.setattr(background, "current_app", Celery(broker=address, set_as_current=False))
    monkeypatch.setattr(background, "_retry_at", 0.0)
    monkeypatch.setattr(FallbackRedisCache, "_retry_at", 0.0)
    yield
    cache.clear()


PAGES = ["/", "/organizations/", "/profile/", "/organizations/acme_Staging/restores/"]


@pytest.mark.parametrize("path", PAGES)
def test_a_signed_in_page_is_served(without_redis, cast, client, path):
    assert signed_in(client, cast.olive).get(path).status_code == 200


def test_signing_in_and_out_works(without_redis, cast, client):
    client.post("/accounts/login/", {"login": "olive", "password": PASSWORD})
    assert client.get("/organizations/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/organizations/").status_code == 302


@pytest.mark.usefixtures("frozen_time")
def test_each_process_continues_to_count_locally(without_redis):
    request = RequestFactory().get("/")
    most, _seconds = rate_limit.RATES["registration"]
    for _ in range(most):
        rate_limit.hit(request, "registration")
    with pytest.raises(rate_limit.RateLimited):
        rate_limit.hit(request, "registration")


def test_a_requested_restore_waits_in_its_row(
    without_redis, cast, client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True) as sent:
        response = signed_in(client, cast.olive).post("/organizations/acme_Staging/restores/start/")
    assert sent
    assert response.status_code == 302
    assert Restore.objects.get().state == Restore.State.WAITING


def test_the_health_page_reports_it(without_redis, db, client):
    """From a thread of its own: Playwright may have left its loop in ours, which bars asynchronous views."""

    def status() -> int:
        try:
            return client.get("/health/").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor() as thread:
        assert thread.submit(status).result() == 500


def test_a_session_ends_with_its_row_despite_the_cache(cast, client):
    """A sign-out while the cache is out of reach must hold once it is back."""
    signed_in(client, cast.olive).get("/")
    client.session.model.objects.all().delete()
    assert client.get("/organizations/").status_code == 302
