"""Emails about restores to owners and admins: attention is needed, restores are on hold, a webhook is off."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from accounts.mail import messages as mail_messages
from accounts.models import User
from organizations.access import users_with_permission
from organizations.models import Organization, StagingPair
from organizations.permissions import Can
from organizations.restores.labels import headline, pluralize
from organizations.restores.models import EventWebhook, Restore, RestoreFinding

State = Restore.State


def needs_attention(restore: Restore) -> bool:
    """Return whether a run failed, is incomplete or found records that need attention.

    A failed comparison is shown on the page of the user who requested it, without an email.
    """
    if restore.state == State.FAILED:
        return restore.started_at is not None
    if restore.state == State.INCOMPLETE:
        return True
    return restore.state == State.FINISHED and _drifted(restore).exists()


def send_needs_attention(restore: Restore) -> None:
    """Send the owner and admins of Staging how a run ended. Call it in the run's last transaction."""
    staging = restore.pair.staging
    context = {
        "organization": staging,
        "headline": headline(restore),
        "failed": pluralize(restore.failed, "record") if restore.failed else "",
        "attention": pluralize(_drifted(restore).count(), "record"),
        "is_failed": restore.state == State.FAILED,
        "error": restore.error,
        "url": _url("run", staging, restore.pk),
    }
    for user in users_with_permission(Can.RESTORE, staging):
        mail_messages.send_template("organizations/restores/mail/needs_attention", user, **context)


def send_on_hold(pair: StagingPair) -> None:
    """Send the owners and admins of both organizations that restores of the pair are on hold.

    The email is about the organization that the user manages; for users who manage both it is about
    Production, where restores are allowed.
    """
    can_allow = users_with_permission(Can.RESTORE, pair.production)
    for user in can_allow:
        _send_on_hold(user, pair.production, "permission_required")
    for user in users_with_permission(Can.RESTORE, pair.staging):
        if user not in can_allow:
            _send_on_hold(user, pair.staging, "on_hold")


def send_webhook_disabled(webhook: EventWebhook) -> None:
    """Send the owner and admins that the portal turned an event webhook off, because it only failed."""
    organization = webhook.organization
    url = _url("event_webhook", organization, webhook.pk)
    for user in users_with_permission(Can.RESTORE, organization):
        mail_messages.send_template(
            "organizations/restores/mail/webhook_disabled",
            user,
            organization=organization,
            webhook=webhook,
            url=url,
        )


def _send_on_hold(user: User, organization: Organization, template: str) -> None:
    url = _url("settings", organization)
    mail_messages.send_template(
        f"organizations/restores/mail/{template}", user, organization=organization, url=url
    )


def _drifted(restore: Restore) -> QuerySet[RestoreFinding]:
    return restore.findings.filter(type=RestoreFinding.Type.DRIFT)


def _url(name: str, organization: Organization, *arguments: Any) -> str:
    return settings.SITE_URL + reverse(f"restores:{name}", args=[organization.pk, *arguments])
