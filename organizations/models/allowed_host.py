"""Hosts that connections may use besides OrderCloud's own."""

from django.db import models
from django.db.models.functions import Lower

from lib import clock


class AllowedHost(models.Model):
    """A host that operators allow as the API of connected organizations."""

    host = models.CharField(
        max_length=253, help_text="Name of the host, with its port unless it is 443: api.example.com:8443."
    )
    note = models.CharField(max_length=200, blank=True, help_text="Why the host is allowed.")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["host"]
        constraints = [models.UniqueConstraint(Lower("host"), name="allowed_host_unique_ci")]

    def __str__(self) -> str:
        return self.host
