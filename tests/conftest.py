"""Real parts for every test: PostgreSQL, Valkey, emulator, Celery worker, the portal over HTTP, a browser."""

import os
import shutil
from collections import Counter
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import hypothesis
import pytest
import redis
import time_machine
from celery import signals
from celery.contrib.testing.worker import start_worker
from django.conf import settings
from django.test import TransactionTestCase
from playwright.sync_api import expect

from environments.emulator.http import server as emulator_server
from lib import clock as portal_clock
from portal.celery import app as celery_app
from tests import servers
from tests.cast import make_cast
from tests.database import empty_filled_tables
from tests.login import signed_in
from tests.portal.api.sdk.table import table

# How fast this machine is says nothing about the code, and the same code gets the same examples.
hypothesis.settings.register_profile(
    "portal", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("portal")
expect.set_options(timeout=30_000)
# A worker in a thread would set the level of the root logger for every test after it.
signals.setup_logging.connect(lambda **kwargs: None, weak=False)
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
STARTED = pytest.StashKey[servers.Servers]()


def pytest_configure(config):
    """Only this process starts servers: immediately for workers of xdist, otherwise when a test needs one."""
    if not hasattr(config, "workerinput"):
        config.stash[STARTED] = servers.Servers()
        if config.getoption("numprocesses", 0) and not config.option.collectonly:
            config.stash[STARTED].start_installed()


def pytest_unconfigure(config):
    if STARTED in config.stash:
        config.stash[STARTED].stop()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    """A skipped test is a failed run: what is not tried must not look green."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and any(reporter.stats.get(kind) for kind in ("skipped", "xfailed", "xpassed")):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    """Where the time went, by folder with browser tests apart, and which of the vendor's methods worked."""
    seconds = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                folder = report.nodeid.partition("::")[0].partition("/")[2].rpartition("/")[0] or "tests"
                seconds[f"{folder}, in the browser" if "chromium" in report.nodeid else folder] += (
                    report.duration
                )
    terminalreporter.write_sep("=", "seconds of all workers by part")
    for part, total in seconds.most_common():
        terminalreporter.write_line(f"{total:8.1f} s  {part}")
    if lines := [*table(report for reports in terminalreporter.stats.values() for report in reports)]:
        terminalreporter.write_sep("=", "methods of OrderCloud's Portal client")
        for line in lines:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, django_db_modify_db_settings_parallel_suffix):
    if STARTED in request.config.stash:
        request.config.stash[STARTED].start_postgresql()
    servers.wait_for_postgresql()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """Pytest-django's, with a quicker way to empty the database after a test that commits."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(TransactionTestCase, "_fixture_teardown", empty_filled_tables)
        yield


@pytest.fixture(scope="session")
def valkey(request) -> redis.Redis:
    """The Valkey server of this run, or of this worker of it."""
    if STARTED in request.config.stash:
        request.config.stash[STARTED].start_valkey()
    servers.wait_for_valkey()
    return redis.Redis.from_url(settings.REDIS_URL)


@pytest.fixture(autouse=True)
def _empty_cache(request):
    """Neither cached pages and tokens nor rate limits nor queued tasks reach the next test.

    A test without database and without `valkey` needs no server, and none is started for it.
    """
    needs_servers = request.node.get_closest_marker("django_db") or {"db", "transactional_db", "valkey"} & {
        *request.fixturenames
    }
    server = request.getfixturevalue("valkey") if needs_servers else None
    yield
    if server:
        server.flushdb()


@pytest.fixture
def cast(db):
    """Olive, Adam, Tess, Victor, Ida, Stan and Oscar around Acme in all three environments."""
    return make_cast()


@pytest.fixture
def worker(transactional_db, valkey):
    """A real Celery worker, in a thread of its own, that takes what the test enqueues."""
    with start_worker(celery_app, pool="threads", concurrency=4, perform_ping_check=False) as running:
        yield running


@pytest.fixture(scope="session")
def _emulator_of_the_run():
    with emulator_server.run_in_thread(
        urlsplit(settings.EMULATOR_URL).port, key=settings.EMULATOR_KEY
    ) as running:
        yield running


@pytest.fixture
def emulator(_emulator_of_the_run):
    """The emulator over HTTP at `.url`, the one that the settings name; empty before each test."""
    inside = _emulator_of_the_run.emulator
    for organization in inside.organizations.all():
        inside.organizations.purge(organization.portal_id)
    inside.faults.reset()
    inside.requests.clear()
    return _emulator_of_the_run


@pytest.fixture
def live_portal(live_server, emulator):
    """The portal over HTTP at `.url`, with the emulator behind it."""
    return live_server


@pytest.fixture(scope="session")
def browser_type_launch_args():
    quiet = [
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": shutil.which("chromium-headless-shell"), "args": [*quiet, *as_root]}


@pytest.fixture(scope="session")
def browser_context_args():
    return {"viewport": DESKTOP, "locale": "en-US", "timezone_id": "UTC"}


@pytest.fixture
def context(context):
    """Pytest-playwright's, which fails the test whose pages leave this machine, break the policy or throw."""
    complaints = []
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("console", lambda line: complaints.append(line.text) if breaks_policy(line) else None)
    context.on("request", lambda request: complaints.append(request.url) if is_foreign(request.url) else None)
    yield context
    assert not complaints


def breaks_policy(line) -> bool:
    return "Content Security Policy" in line.text


def is_foreign(url: str) -> bool:
    return url.startswith(("http:", "https:")) and urlsplit(url).hostname not in {"localhost", "127.0.0.1"}


@pytest.fixture
def phone(page):
    """The page at the size of a phone."""
    page.set_viewport_size(PHONE)
    return page


@pytest.fixture
def sign_in(page, live_portal):
    """Sign in a user and open an address of the live portal: `sign_in(cast.olive, "/organizations/")`."""

    def open_as(user, path: str = "/"):
        signed_in(page, user, live_portal.url)
        page.goto(live_portal.url + path)
        return page

    return open_as


class Clock:
    """A clock ahead of the system's by as much as it was moved."""

    def __init__(self, file: Path) -> None:
        self.file, self.ahead = file, timedelta()

    def move(self, by: timedelta) -> None:
        self.ahead += by
        self.file.write_text(str(self.ahead.total_seconds()))


@pytest.fixture
def clock(tmp_path, monkeypatch) -> Clock:
    """The portal's clock, to be moved: `clock.move(timedelta(days=1))`."""
    file = tmp_path / "clock"
    monkeypatch.setenv("PORTAL_CLOCK_FILE", str(file))
    return Clock(file)


@pytest.fixture
def frozen_time():
    """Stops the time, so that no minute of a rate limit ends within a test."""
    with time_machine.travel(portal_clock.now(), tick=False):
        yield
