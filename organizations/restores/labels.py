"""Labels of the resources, phases, findings and results of a restore, for pages and the terminal."""

from environments.restore.journal import Phase
from environments.restore.resources.titles import resource_title
from organizations.restores.models import Restore, RestoreFinding

PHASE_LABELS = {
    Phase.CAPTURE: ("Capture", "Staging's own addresses"),
    Phase.COMPARE: ("Compare", "both organizations, page by page"),
    Phase.DELETE: ("Delete", "records only in Staging"),
    Phase.WRITE: ("Write", "records that differ"),
    Phase.VERIFY: ("Verify", "written records"),
}
"""The name and the description of each phase, in order."""

REASON_LABELS = {
    "blanked": "cleared",
    "own": "keep Staging's values",
    "only-staging": "only in Staging",
    "assignee-missing": "whose buyer or user no longer exists",
    "connection": "used by the portal to connect",
    "new-secret": "with a new random secret",
    "new-id": "with a new ID",
}
"""Why records are kept different, as a text that follows their number."""

DRIFT_LABELS = {
    "production-address": (
        "led to a system of Production",
        "We removed the URL, or disabled what calls it. Give it a URL or target of Staging's own.",
    ),
    "changed-meanwhile": (
        "changed in Production during the restore",
        "It was changed while we read it. Restore again to copy the change.",
    ),
    "still-different": (
        "doesn't match what we wrote",
        "OrderCloud accepted it but returns something else. Compare it in the console.",
    ),
    "still-there": (
        "was deleted but still exists",
        "OrderCloud accepted the deletion but still returns it. Delete it in the console.",
    ),
}
"""The problem of each type of drift, and the advice on how to fix it."""


def resource_singular(resource: str) -> str:
    """Return the word for one record of a resource.

    >>> resource_singular("Categories"), resource_singular("AdminAddresses")
    ('Category', 'Admin address')
    >>> resource_singular("XpIndices"), resource_singular("Webhooks")
    ('XP index', 'Webhook')
    """
    name = resource_title(resource)
    for ending, replacement in (("ndices", "ndex"), ("ies", "y"), ("sses", "ss"), ("s", "")):
        if name.endswith(ending):
            return name.removesuffix(ending) + replacement
    return name


def describe_progress(phase: str, done: int, failed: int) -> str:
    """Return what a phase that changes records has done so far.

    >>> describe_progress("write", 118, 1), describe_progress("delete", 9, 0)
    ('118 written, 1 refused', '9 deleted')
    """
    verb = "deleted" if phase == Phase.DELETE else "written"
    refused = f", {failed:,} refused" if failed else ""
    return f"{done:,} {verb}{refused}"


def pluralize(number: int, noun: str) -> str:
    """Return the number with its noun in the singular or plural.

    >>> pluralize(1, "record"), pluralize(1200, "record")
    ('1 record', '1,200 records')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def headline(restore: Restore) -> str:
    """Return the title of a report: how the run ended, in one sentence."""
    if restore.state == Restore.State.CANCELLED:
        return "This restore was stopped"
    if restore.state == Restore.State.FAILED:
        return "This restore failed" if restore.started_at else "The comparison failed"
    drifted = restore.findings.filter(type=RestoreFinding.Type.DRIFT).count()
    if restore.equal:
        result = "Staging equals Production"
    elif restore.failed:
        result = f"Restored with {pluralize(restore.failed, 'failure')}"
    else:
        result = "Staging does not equal Production yet"
    attention = f"{pluralize(drifted, 'record')} need{'s' if drifted == 1 else ''} attention"
    return f"{result}; {attention}" if drifted else result
