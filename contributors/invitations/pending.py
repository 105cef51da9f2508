"""Pending invitations of a user."""

from django.db.models import QuerySet

from accounts.models import User
from contributors.models import AccessGrant


def pending_for(user: User) -> QuerySet[AccessGrant]:
    """Return the direct invitations that `user` has not accepted or declined, newest first."""
    pending = AccessGrant.objects.filter(user=user, accepted_at=None, organization__deleted_at=None)
    return pending.select_related("organization", "invited_by").order_by("-invited_at")
