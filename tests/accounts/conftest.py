"""What the tests of people share: Tess and her browser, the clock, the stand-ins for GitHub and Google."""

import threading
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from werkzeug.serving import make_server

from accounts.standins.github import GitHub
from accounts.standins.google import Google
from tests.cast import person
from tests.conftest import DESKTOP, PHONE
from tests.sessions import signed_in


class Clock:
    """Ahead of the system's clock by as much as it was moved."""

    def __init__(self, file):
        self.file, self.ahead = file, timedelta()

    def move(self, by: timedelta) -> None:
        self.ahead += by
        self.file.write_text(str(self.ahead.total_seconds()))


@pytest.fixture
def clock(tmp_path, monkeypatch) -> Clock:
    """The portal's clock: `clock.move(timedelta(days=1))`."""
    file = tmp_path / "clock"
    monkeypatch.setenv("PORTAL_CLOCK_FILE", str(file))
    return Clock(file)


@pytest.fixture
def tess(db):
    return person("tess")


@pytest.fixture
def victor(db):
    return person("victor")


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
    """Both stand-ins by name; the portal loses patience with a slow one soon."""
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.5
    return stand_in_servers


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def screen(request, page, live_portal):
    """A browser at the portal's door, once as a desktop and once as a phone."""
    page.set_viewport_size(request.param)
    page.portal = live_portal.url
    return page
