"""What the resources, steps, findings and ends of a restore are called, on pages and in the terminal."""

import re

from environments.restore.journal import Phase
from organizations.restores.models import Restore, RestoreFinding

ACRONYMS = {"api": "API", "xp": "XP", "cc": "CC"}

STAGES = {
    Phase.CAPTURE: ("Capture", "Staging’s own addresses"),
    Phase.COMPARE: ("Compare", "both sides, page by page"),
    Phase.DELETE: ("Delete", "what only Staging has"),
    Phase.WRITE: ("Write", "what differs"),
    Phase.VERIFY: ("Verify", "what was written"),
}
"""Each phase with its name and what it does, in order."""

ON_PURPOSE = {
    "blanked": "cleared",
    "own": "keep Staging’s values",
    "only-staging": "only in Staging",
    "assignee-missing": "whose buyer or user no longer exists",
    "connection": "used by the portal to connect",
    "new-secret": "with a new random secret",
    "new-id": "with a new ID",
}
"""Why records differ on purpose, after their number."""

DRIFT = {
    "production-address": (
        "had a Production URL",
        "We removed it so that Staging doesn’t call Production. Give it a URL of Staging’s own.",
    ),
    "changed-meanwhile": (
        "changed in Production meanwhile",
        "It was changed while we read it. Restore again to copy the change.",
    ),
    "still-different": (
        "doesn’t match what we wrote",
        "OrderCloud accepted it and shows something else. Compare it in the console.",
    ),
    "still-there": (
        "was deleted, and is still there",
        "OrderCloud accepted the deletion, and still shows it. Delete it in the console.",
    ),
}
"""Each kind of drift: what is the matter, and what it means with what to do."""


def title(resource: str) -> str:
    """A resource's name as people read it.

    >>> title("PriceSchedules"), title("ApiClients"), title("AdminUserGroupAssignments")
    ('Price schedules', 'API clients', 'Admin user group assignments')
    """
    words = re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z][a-z]+|[A-Z]+|[a-z]+", resource)
    sentence = " ".join(ACRONYMS.get(word.lower(), word.lower()) for word in words)
    return sentence[:1].upper() + sentence[1:]


def singular(resource: str) -> str:
    """One record of a resource.

    >>> singular("Categories"), singular("AdminAddresses"), singular("XpIndices"), singular("Webhooks")
    ('Category', 'Admin address', 'XP index', 'Webhook')
    """
    name = title(resource)
    for ending, one in (("ndices", "ndex"), ("ies", "y"), ("sses", "ss"), ("s", "")):
        if name.endswith(ending):
            return name.removesuffix(ending) + one
    return name


def so_far(phase: str, done: int, failed: int) -> str:
    """What a step that changes something has done.

    >>> so_far("write", 118, 1), so_far("delete", 9, 0)
    ('118 written, 1 of them refused', '9 deleted')
    """
    verb = "deleted" if phase == Phase.DELETE else "written"
    refused = f", {failed:,} of them refused" if failed else ""
    return f"{done:,} {verb}{refused}"


def counted(number: int, thing: str) -> str:
    """
    >>> counted(1, "record"), counted(1200, "record")
    ('1 record', '1,200 records')
    """
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def headline(restore: Restore) -> str:
    """The first line of a report: how it ended, in one sentence."""
    if restore.state == Restore.State.CANCELLED:
        return "This restore was stopped"
    if restore.state == Restore.State.FAILED:
        return "This restore failed" if restore.started_at else "The comparison failed"
    drifted = restore.findings.filter(type=RestoreFinding.Type.DRIFT).count()
    if restore.equal:
        ending = "Staging equals Production"
    elif restore.failed:
        ending = f"Restored with {counted(restore.failed, 'failure')}"
    else:
        ending = "Staging does not equal Production yet"
    attention = f"{counted(drifted, 'record')} need{'s' if drifted == 1 else ''} attention"
    return f"{ending}; {attention}" if drifted else ending
