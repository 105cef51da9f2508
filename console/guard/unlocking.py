"""Unlocked writes: for one organization, in one session, for an hour."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.utils.dateparse import parse_datetime

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from lib import clock
from organizations.access import require
from organizations.models import Organization
from organizations.permissions import Can

SESSION_KEY = "unlocked_writes"  # {organization ID: {"at", "until", "method", "auth"}}
UNLOCK_DURATION = timedelta(hours=1)


@dataclass(frozen=True)
class Unlocked:
    """An organization whose writes a session has unlocked.

    Attributes:
        at: when they were unlocked.
        until: when they are locked again.
        method: how the user confirmed who they are, such as "passkey".
    """

    at: datetime
    until: datetime
    method: str = ""


def unlock(session: SessionBase, organization: Organization, *, by: User, method: str = "") -> Unlocked:
    """Unlock the writes of the organization in this session; `by` has just confirmed who they are.

    Raises:
        PermissionDenied: `by` may not call its API.
    """
    require(by, Can.CALL_API, organization)
    now = clock.now()
    unlocked = Unlocked(now, now + UNLOCK_DURATION, method)
    entry = {
        "at": unlocked.at.isoformat(),
        "until": unlocked.until.isoformat(),
        "method": method,
        "auth": _authentication(session),
    }
    session[SESSION_KEY] = {**session.get(SESSION_KEY, {}), organization.pk: entry}
    audit_log.record(
        Event.CONSOLE_WRITES_UNLOCKED,
        by=by,
        target=organization,
        organization=organization.pk,
        until=unlocked.until.isoformat(),
        confirmed_by=method,
    )
    return unlocked


def lock(session: SessionBase, organization: Organization, *, by: User) -> None:
    """Lock the writes of the organization in this session; does nothing when they are locked."""
    if unlocked_in(session, organization) is None:
        return
    entries = dict(session[SESSION_KEY])
    del entries[organization.pk]
    session[SESSION_KEY] = entries
    audit_log.record(Event.CONSOLE_WRITES_LOCKED, by=by, target=organization, organization=organization.pk)


def unlocked_in(session: SessionBase, organization: Organization) -> Unlocked | None:
    """Return since and until when the session may write to the organization; None when it may not.

    It ends with the session, and with a change of the password, after which the session stays.
    """
    entry = session.get(SESSION_KEY, {}).get(organization.pk)
    if not isinstance(entry, dict) or entry.get("auth") != _authentication(session):
        return None
    at, until = parse_datetime(entry["at"]), parse_datetime(entry["until"])
    if at is None or until is None or until <= clock.now():
        return None
    return Unlocked(at, until, entry["method"])


def unlocked_until(session: SessionBase, organization: Organization) -> datetime | None:
    """Return until when the session may write to the organization; None when it may not."""
    unlocked = unlocked_in(session, organization)
    return unlocked.until if unlocked else None


def _authentication(session: SessionBase) -> str:
    """Return what identifies the sign-in; a new password gives the session that stays a new key."""
    identity = f"{session.session_key}:{session.get(HASH_SESSION_KEY, '')}"
    return hashlib.sha256(identity.encode()).hexdigest()[:16]
