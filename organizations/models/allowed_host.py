"""Hosts that connections may use besides OrderCloud's own."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from lib import clock

# In lower case, as URLs are compared.
HOST_PATTERN = r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[1-9][0-9]{0,4})?$"


class AllowedHost(models.Model):
    """A host that operators allow as the API of connected organizations."""

    host = models.CharField(
        max_length=253,
        validators=[
            RegexValidator(HOST_PATTERN, "Enter a host, such as api.example.com or api.example.com:8443.")
        ],
        help_text="Name of the host, with its port unless it is 443: api.example.com:8443.",
    )
    note = models.CharField(max_length=200, blank=True, help_text="Why the host is allowed.")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["host"]
        constraints = [
            models.UniqueConstraint(Lower("host"), name="allowed_host_unique_ci"),
            models.CheckConstraint(condition=Q(host__regex=HOST_PATTERN), name="allowed_host_valid"),
        ]

    def __str__(self) -> str:
        return self.host
