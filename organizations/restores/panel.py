"""Panels about restores on the pages of an organization."""

from typing import Any

from accounts.models import User
from lib import clock
from organizations.models import Organization
from organizations.panels import Panel
from organizations.permissions import Can
from organizations.restores.models import RestoreFinding
from organizations.restores.permission import can_restore, is_allowed
from organizations.restores.slots import next_run, skipped_slot
from organizations.staging_pairs import pair_of, visible_pair_of


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
        "next_slot": next_run(pair, clock.now()),
        "on_hold": not is_allowed(pair),
    }


def pair_panel(user: User, organization: Organization) -> dict[str, Any] | None:
    """Return the last and the next restore of the pair for the settings; None without a pair.

    Someone who manages Production and can't see Staging gets only the link to the restore settings.
    """
    pair = pair_of(organization)
    manages = user.has_perm(Can.RESTORE, organization)
    if pair is None or not user.has_perm(Can.VIEW, pair.staging):
        return {"organization": organization, "manages": True} if pair and manages else None
    last = pair.restores.filter(ended_at__isnull=False, started_at__isnull=False).first()
    return {
        "organization": organization,
        "manages": manages,
        "pair": pair,
        "last": last,
        "drift_count": last.findings.filter(type=RestoreFinding.Type.DRIFT).count() if last else 0,
        "next_run": next_run(pair, clock.now()),
        "skipped_slot": skipped_slot(pair, clock.now()),
        "on_hold": not is_allowed(pair),
        "can_restore": can_restore(user, pair),
        "can_pause": user.has_perm(Can.RESTORE, pair.staging),
    }


PANELS = (
    Panel("side", 10, "organizations/restores/_panel.html", restore_panel),
    Panel("pair", 10, "organizations/restores/_settings_pair.html", pair_panel),
)
