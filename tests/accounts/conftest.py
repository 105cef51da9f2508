"""What the tests of people share: Tess and her browser, the clock, the stand-ins for GitHub and Google."""

import threading
import zlib
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from werkzeug.serving import make_server

from accounts.social.stand_ins.github import GitHub
from accounts.social.stand_ins.google import Google
from tests.cast import create_user
from tests.conftest import DESKTOP, PHONE
from tests.login import signed_in


@pytest.fixture
def tess(db):
    return create_user("tess")


@pytest.fixture
def victor(db):
    return create_user("victor")


@pytest.fixture
def me(client, tess):
    """Tess's browser, in which she is signed in."""
    return signed_in(client, tess)


@pytest.fixture(scope="session")
def stand_in_servers():
    """GitHub's and Google's stand-ins at the addresses that the settings name."""
    applications = {"github": GitHub(slow_seconds=1), "google": Google(slow_seconds=1)}
    running = []
    for origin, application in zip(settings.PROVIDERS.origins, applications.values(), strict=True):
        server = make_server("127.0.0.1", urlsplit(origin).port, application, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        running.append(server)
    yield applications
    for server in running:
        server.shutdown()


@pytest.fixture
def stand_ins(stand_in_servers, settings):
    """Both stand-ins by name, with time enough for a machine that is busy."""
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 30
    return stand_in_servers


@pytest.fixture
def browser_page(request, page, live_portal):
    """A browser at the portal's door, as a desktop or a phone, in light or dark: by the name of the test.

    A journey of both providers has one of them on a desktop and the other on a phone.
    """
    chosen = zlib.crc32(request.node.originalname.encode())
    second = request.node.name.count("google")
    page.set_viewport_size((DESKTOP, PHONE)[(chosen + second) % 2])
    page.emulate_media(color_scheme=("light", "dark")[chosen // 2 % 2])
    page.portal = live_portal.url
    return page
