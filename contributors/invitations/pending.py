"""Invitations to organizations: what waits for somebody."""

from django.db.models import QuerySet

from contributors.models import AccessGrant


def pending_for(user) -> QuerySet[AccessGrant]:
    """The direct invitations that `user` has not answered, newest first."""
    waiting = AccessGrant.objects.filter(user=user, accepted_at=None, organization__deleted_at=None)
    return waiting.select_related("organization", "invited_by").order_by("-invited_at")
