"""What the webhooks of restores have in common: a URL, whether it is called, a limit of requested calls."""

from django.db import models

from lib import clock


class WebhookReceiver(models.Model):
    """A URL that is called when something happens to the restores of a Staging organization."""

    url = models.CharField("URL", max_length=2000)
    active = models.BooleanField(default=True)
    updated_at = models.DateTimeField(default=clock.now)
    requests_window_started_at = models.DateTimeField(
        null=True, blank=True, help_text="When the current minute of requested calls began."
    )
    requests_in_window = models.PositiveSmallIntegerField(
        default=0, help_text="Calls requested in that minute."
    )

    class Meta:
        abstract = True
