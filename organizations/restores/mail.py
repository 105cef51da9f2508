"""Emails about restores to the owner and the admins: one needs attention, or they are on hold."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from accounts.mail import messages as mail_messages
from accounts.models import User
from organizations.access import users_with_permission
from organizations.models import Organization, StagingPair
from organizations.permissions import Can
from organizations.restores.labels import counted, headline
from organizations.restores.models import Restore, RestoreFinding

State = Restore.State


def needs_attention(restore: Restore) -> bool:
    """Whether somebody should look at a run that has ended: it failed, is incomplete, or found drift.

    A comparison that failed has its requester before the page.
    """
    if restore.state == State.FAILED:
        return restore.started_at is not None
    if restore.state == State.INCOMPLETE:
        return True
    return restore.state == State.FINISHED and _drifted(restore).exists()


def tell_ended(restore: Restore) -> None:
    """Writes to the owner and admins of Staging how a run ended; call it in the run's last transaction."""
    staging = restore.pair.staging
    facts = {
        "organization": staging,
        "headline": headline(restore),
        "failed": counted(restore.failed, "record") if restore.failed else "",
        "attention": counted(_drifted(restore).count(), "record"),
        "stopped_early": restore.state == State.FAILED,
        "error": restore.error,
        "url": _url("run", staging, restore.pk),
    }
    for user in users_with_permission(Can.RESTORE, staging):
        mail_messages.send_template("organizations/restores/mail/needs_attention", user, **facts)


def tell_held(pair: StagingPair) -> None:
    """Writes to the owners and admins of both organizations that restores of the pair are on hold.

    Each is told of the organization that they administer alone; of both, of Production, where restores are
    allowed.
    """
    can_allow = users_with_permission(Can.RESTORE, pair.production)
    for user in can_allow:
        _tell_held(user, pair.production, "permission_needed")
    for user in users_with_permission(Can.RESTORE, pair.staging):
        if user not in can_allow:
            _tell_held(user, pair.staging, "held")


def _tell_held(user: User, organization: Organization, template: str) -> None:
    url = _url("settings", organization)
    mail_messages.send_template(
        f"organizations/restores/mail/{template}", user, organization=organization, url=url
    )


def _drifted(restore: Restore) -> QuerySet[RestoreFinding]:
    return restore.findings.filter(type=RestoreFinding.Type.DRIFT)


def _url(name: str, organization: Organization, *arguments: Any) -> str:
    return settings.SITE_URL + reverse(f"restores:{name}", args=[organization.pk, *arguments])
