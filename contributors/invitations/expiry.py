"""Invitations that expire: a reminder before, deletion long after."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q

from contributors.invitations.links import Invitation, renew_link
from contributors.invitations.mail import send_reminder
from contributors.models import AccessGrant, TeamMember
from lib import clock
from lib.batches import try_each

REMINDER_INTERVAL = timedelta(days=3)  # before the invitation expires
KEPT_DURATION = timedelta(days=30)  # how long an expired one can still be sent again
MODELS: tuple[type[AccessGrant] | type[TeamMember], ...] = (AccessGrant, TeamMember)


def remind() -> int:
    """Email everyone whose invitation expires soon, each once, and return how many were reminded.

    The row says whether its reminder was sent; two workers never take the same one.
    """
    due = Q(reminded_at=None, expires_at__lte=clock.now() + REMINDER_INTERVAL)
    sent = 0
    for model in MODELS:
        ids = _pending(model).filter(due).order_by("expires_at").values_list("pk", flat=True)
        sent += try_each(list(ids), partial(_remind, model, due), "invitation_not_reminded")
    return sent


def purge_expired() -> int:
    """Delete invitations that expired long ago, and return their number."""
    old = Q(accepted_at=None, expires_at__lt=clock.now() - KEPT_DURATION)
    return sum(model.objects.filter(old).delete()[0] for model in MODELS)


def _pending(model: type[AccessGrant] | type[TeamMember]) -> Any:
    if model is AccessGrant:
        pending = AccessGrant.objects.pending().filter(organization__deleted_at=None)
        return pending.select_related("organization", "user", "team__owner", "invited_by")
    return TeamMember.objects.pending().select_related("team", "user", "invited_by")


def _remind(model: type[AccessGrant] | type[TeamMember], due: Q, pk: int) -> bool:
    with transaction.atomic():
        rows = _pending(model).select_for_update(of=("self",), skip_locked=True)
        invitation: Invitation | None = rows.filter(due, pk=pk).first()
        if invitation is None:
            return False
        url = renew_link(invitation)
        invitation.reminded_at = clock.now()
        invitation.save(update_fields=["token_digest", "reminded_at"])
        send_reminder(invitation, url)
        return True
