"""Which demo content was loaded."""

from django.db import models

from lib import clock
from organizations.models import Organization


class DemoContent(models.Model):
    """A marker that the demo content of an organization was loaded; users may change it from then on."""

    organization = models.OneToOneField(Organization, models.CASCADE, primary_key=True)
    loaded_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "demo content"

    def __str__(self) -> str:
        return f"Demo content of {self.organization_id}"
