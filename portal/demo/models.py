from django.db import models

from lib import clock
from organizations.models import Organization


class DemoContent(models.Model):
    """That the marketplace of an organization of the demo got its content, which is people's from then on."""

    organization = models.OneToOneField(Organization, models.CASCADE, primary_key=True)
    loaded_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "demo content"

    def __str__(self) -> str:
        return f"Demo content of {self.organization_id}"
