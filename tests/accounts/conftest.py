"""Fixtures of the tests of accounts: users, clients, the stand-ins for GitHub and Google."""

import threading
import zlib
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from werkzeug.serving import make_server

from accounts.social.stand_ins.github import GitHub
from accounts.social.stand_ins.google import Google
from tests.accounts.personal_tokens.creation import create_token
from tests.cast import create_user
from tests.conftest import DESKTOP, PHONE
from tests.login import signed_in


@pytest.fixture
def tess(db):
    return create_user("tess")


@pytest.fixture
def olive(db):
    return create_user("olive", name="Olive Okafor")


@pytest.fixture
def victor(db):
    return create_user("victor")


@pytest.fixture
def new_token(tess):
    """Create an access token, by default one of Tess for everything during 30 days."""

    def create(name="Pipeline", *, by=tess, lifetime=timedelta(days=30), **options):
        return create_token(by, name, lifetime=lifetime, **options)

    return create


@pytest.fixture
def signed_in_client(client, tess):
    """Return a client in which Tess is signed in."""
    return signed_in(client, tess)


@pytest.fixture
def olive_client(client, olive):
    """Return a client in which Olive is signed in."""
    return signed_in(client, olive)


@pytest.fixture(scope="session")
def stand_in_servers():
    """Start the stand-ins for GitHub and Google at the origins of the settings."""
    applications = {"github": GitHub(slow_seconds=1), "google": Google(slow_seconds=1)}
    running = []
    for origin, application in zip(settings.PROVIDERS.origins, applications.values(), strict=True):
        server = make_server("127.0.0.1", urlsplit(origin).port, application, threaded=True)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        running.append(server)
    yield applications
    for server in running:
        server.shutdown()


@pytest.fixture
def stand_ins(stand_in_servers, settings):
    """Return both stand-ins by name, with a timeout long enough for a busy machine."""
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 30
    return stand_in_servers


@pytest.fixture
def browser_page(request, page, live_portal):
    """Return a browser page, as desktop or phone, light or dark, depending on the name of the test.

    A test of both providers has one of them on a desktop and the other on a phone.
    """
    chosen = zlib.crc32(request.node.originalname.encode())
    second = request.node.name.count("google")
    page.set_viewport_size((DESKTOP, PHONE)[(chosen + second) % 2])
    page.emulate_media(color_scheme=("light", "dark")[chosen // 2 % 2])
    page.portal = live_portal.url
    return page
