"""Panels about restores on the pages of an organization."""

from typing import Any

from accounts.models import User
from lib import clock
from organizations.models import Organization
from organizations.panels import Panel
from organizations.permissions import Can
from organizations.restores.models import RestoreFinding
from organizations.restores.slots import next_slot
from organizations.staging_pairs import visible_pair_of


def restore_panel(user: User, organization: Organization) -> dict[str, Any] | None:
    """Return the last run, the active one and the next slot; None without a pair that the user can see."""
    pair = visible_pair_of(organization, user)
    if pair is None:
        return None
    last = pair.restores.filter(ended_at__isnull=False, started_at__isnull=False).first()
    return {
        "organization": organization,
        "last": last,
        "drift_count": last.findings.filter(type=RestoreFinding.Type.DRIFT).count() if last else 0,
        "active": pair.restores.active().first(),
        "next_slot": next_slot(pair, clock.now()) if pair.schedule_enabled else None,
    }


def settings_link(user: User, organization: Organization) -> dict[str, Organization] | None:
    """Return the context of the link to the restore settings; None for a user who can't manage restores."""
    return {"organization": organization} if user.has_perm(Can.RESTORE, organization) else None


PANELS = (
    Panel("side", 10, "organizations/restores/_panel.html", restore_panel),
    Panel("pair", 10, "organizations/restores/_settings_link.html", settings_link),
)
