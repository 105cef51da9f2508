"""Unlocked writes: for one organization, in one session, for an hour."""

from datetime import datetime

from django.contrib.sessions.backends.base import SessionBase
from django.utils.dateparse import parse_datetime

from lib import clock
from organizations.models import Organization

SESSION_KEY = "unlocked_writes"  # {organization ID: until when, as ISO 8601}


def unlocked_until(session: SessionBase, organization: Organization) -> datetime | None:
    """Return until when the session may write to the organization; None when it may not."""
    stored = session.get(SESSION_KEY, {}).get(organization.pk, "")
    until = parse_datetime(stored) if stored else None
    return until if until and until > clock.now() else None
