"""API addresses that stopped responding: the portal's tests of many connections don't each wait for one."""

from dataclasses import asdict
from hashlib import sha256

from django.core.cache import cache

from organizations.connections.report import Level, Line, Report
from organizations.models import Connection

MIN_FAILURES = 3  # in a row: a single one says little about the next
MEMORY = 3600  # seconds
TRIAL_INTERVAL = 60  # seconds between two tests that call such an address


def known_report(connection: Connection) -> Report | None:
    """Return what a test would find, if its address is known not to respond and was tried just now."""
    key = _key(connection)
    known = cache.get(key)
    if not known or known["failures"] < MIN_FAILURES or cache.add(f"{key}:trial", 1, TRIAL_INTERVAL):
        return None
    return Report([Line(**known["line"])], unreachable=True)


def learn(connection: Connection, report: Report) -> None:
    """Remember whether the address responded to a test."""
    key = _key(connection)
    if not report.unreachable:
        cache.delete(key)
        return
    failed = next(line for line in report.lines if line.level == Level.FAIL)
    failures = (cache.get(key) or {"failures": 0})["failures"] + 1
    cache.set(key, {"failures": failures, "line": asdict(failed)}, MEMORY)


def _key(connection: Connection) -> str:
    # Hosted accounts get their tokens elsewhere than API clients.
    address = f"{connection.type} {connection.endpoint.base_url}"
    return f"unresponsive:{sha256(address.encode()).hexdigest()}"
