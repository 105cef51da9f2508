"""Fields that record an invitation and its acceptance."""

from django.conf import settings
from django.db import models

from lib import clock


class InvitationMixin(models.Model):
    """A relation that is offered by an invitation and takes effect once accepted."""

    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    invited_at = models.DateTimeField(default=clock.now)
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
