"""What an organization's page says about restores: the last one, and when the next one comes."""

from lib import clock
from organizations.models import Organization, StagingPair
from organizations.panels import Panel
from organizations.permissions import Can
from organizations.restores.models import RestoreFinding
from organizations.restores.slots import next_slot


def restore(user, organization: Organization) -> dict | None:
    """The last run that ended, the one under way and the next slot; None without a pair that one may see."""
    half = {"Staging": "staging", "Production": "production"}.get(organization.environment)
    pair = (
        StagingPair.objects.select_related("staging").filter(**{half: organization}).first() if half else None
    )
    if pair is None or not user.has_perm(Can.VIEW, pair.staging):
        return None
    last = pair.restores.filter(ended__isnull=False, started__isnull=False).first()
    return {
        "organization": organization,
        "last": last,
        "drifted": last.findings.filter(kind=RestoreFinding.Kind.DRIFT).count() if last else 0,
        "underway": pair.restores.underway().first(),
        "next": next_slot(pair, clock.now()) if pair.active else None,
    }


PANEL = Panel("side", 10, "organizations/restores/_panel.html", restore)
