"""Accepting the terms, once."""

from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from lib import clock


def accept(user: User) -> bool:
    """Record that the user accepts the terms; return False when they have accepted them before."""
    with transaction.atomic():
        accepted = User.objects.filter(pk=user.pk, terms_accepted_at=None).update(
            terms_accepted_at=clock.now()
        )
        if accepted:
            audit_log.record(Event.TERMS_ACCEPTED, by=user, target=user)
    return bool(accepted)
