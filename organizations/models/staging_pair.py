"""Staging pairs: which Staging is restored from which Production, and when."""

from django.db import models
from django.db.models import Q

from lib import clock
from organizations.models.organization import Organization


class StagingPair(models.Model):
    """A Production organization and the Staging organization that is restored from it."""

    production = models.OneToOneField(
        Organization, on_delete=models.CASCADE, related_name="pair_as_production"
    )
    staging = models.OneToOneField(Organization, on_delete=models.CASCADE, related_name="pair_as_staging")
    weekday = models.PositiveSmallIntegerField(default=6, help_text="0 is Monday, 6 is Sunday.")
    hour = models.PositiveSmallIntegerField(default=3, help_text="Hour of the day, UTC.")
    schedule_enabled = models.BooleanField(default=True)
    copy_secrets = models.BooleanField(
        default=False, help_text="Copy Production's keys and secrets, as OrderCloud's own restore does."
    )
    last_skipped_slot = models.DateTimeField(
        null=True, blank=True, help_text="The last slot that was skipped because no one allowed restores."
    )
    skip_slot = models.DateTimeField(
        null=True,
        blank=True,
        help_text="The slot that someone chose to skip; of no use once it passed.",
    )
    linked_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(production=models.F("staging")), name="staging_pair_distinct"
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6, hour__lte=23), name="staging_pair_slot_valid"),
        ]

    def __str__(self) -> str:
        return f"{self.staging_id} from {self.production_id}"
