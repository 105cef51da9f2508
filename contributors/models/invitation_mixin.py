"""Fields that record an invitation and its acceptance."""

from datetime import timedelta
from typing import TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

from accounts.models import User
from lib import clock

Row = TypeVar("Row", bound="InvitationMixin")
INVITATION_DURATION = timedelta(days=14)
MAX_MESSAGE_LENGTH = 500


class InvitationQuerySet(models.QuerySet[Row]):
    """Filters by the state of the invitation."""

    def accepted(self) -> "InvitationQuerySet[Row]":
        """Return the relations that are in effect."""
        return self.filter(accepted_at__isnull=False)

    def pending(self) -> "InvitationQuerySet[Row]":
        """Return the invitations that are neither accepted nor expired."""
        return self.filter(accepted_at=None, expires_at__gt=clock.now())

    def expired(self) -> "InvitationQuerySet[Row]":
        """Return the invitations that can no longer be accepted."""
        return self.filter(accepted_at=None, expires_at__lte=clock.now())


def invites(user: User) -> Q:
    """Return a filter for what invites `user`: by account, or by the email address of the account."""
    return Q(user=user) | (~Q(email="") & Q(Exact(Lower("email"), Value(user.email.lower()))))


class InvitationMixin(models.Model):
    """A relation that is offered by an invitation and takes effect once accepted.

    It is offered to a user, or to an email address until someone accepts; a declined or revoked invitation
    is deleted. `token_digest` belongs to the link in the latest email.
    """

    email = models.EmailField(
        "invited email", blank=True, help_text="Set while an invitation to an address is not accepted."
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    invited_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Until when it can be accepted.")
    reminded_at = models.DateTimeField(null=True, blank=True)
    message = models.TextField(blank=True, max_length=MAX_MESSAGE_LENGTH)
    token_digest = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_accepted(self) -> bool:
        """Whether the relation is in effect."""
        return self.accepted_at is not None

    @property
    def is_expired(self) -> bool:
        """Whether the invitation can no longer be accepted."""
        return not self.is_accepted and self.expires_at is not None and self.expires_at <= clock.now()
