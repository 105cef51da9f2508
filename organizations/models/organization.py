"""Organizations and their environments."""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Left, Length, Lower, Right
from django.db.models.lookups import Exact

from environments import endpoints
from lib import clock

STAGING_SUFFIX = "_Staging"
SANDBOX_SUFFIX = "_Sandbox"
NAME_MAX_LENGTH = 100
ID_MAX_LENGTH = 100


class Environment(models.TextChoices):
    """The three environments of OrderCloud, in display order."""

    PRODUCTION = "Production"
    STAGING = "Staging"
    SANDBOX = "Sandbox"


def _without_suffix(suffix: str) -> When:
    return When(
        Exact(Right("id", len(suffix)), Value(suffix)), then=Left("id", Length("id") - Value(len(suffix)))
    )


# `marketplace_id` as the database computes it.
MARKETPLACE_ID = Case(_without_suffix(STAGING_SUFFIX), _without_suffix(SANDBOX_SUFFIX), default=F("id"))


class OrganizationQuerySet(models.QuerySet["Organization"]):
    """Queries for organizations."""

    def active(self) -> "OrganizationQuerySet":
        """Return the organizations that are not deleted."""
        return self.filter(deleted_at=None)


class Organization(models.Model):
    """One OrderCloud marketplace in one environment and region. ID, environment and region never change."""

    id = models.CharField("ID", primary_key=True, max_length=ID_MAX_LENGTH)
    name = models.CharField(max_length=NAME_MAX_LENGTH)
    environment = models.CharField(max_length=10, choices=Environment)
    region = models.CharField(
        max_length=3, choices=[(region.id, region.name) for region in endpoints.REGIONS], default="usw"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="owned_organizations"
    )
    created_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True, blank=True)
    purging_since = models.DateTimeField(null=True, blank=True, help_text="When the purge that runs started.")
    purge_failed_since = models.DateTimeField(null=True, blank=True)
    purge_failure = models.CharField(max_length=500, blank=True, help_text="Why the last purge failed.")

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(Lower("id"), name="organization_id_unique_ci"),
            # X and X_Sandbox are one marketplace in Sandbox.
            models.UniqueConstraint(
                Lower(MARKETPLACE_ID), "environment", "region", name="organization_marketplace_unique_ci"
            ),
            models.CheckConstraint(
                condition=Q(environment__in=Environment.values), name="organization_environment_valid"
            ),
        ]
        indexes = [models.Index(fields=["name", "id"], name="organization_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def marketplace_id(self) -> str:
        """The ID inside OrderCloud, which is the same in all three environments."""
        return self.id.removesuffix(STAGING_SUFFIX).removesuffix(SANDBOX_SUFFIX)

    @property
    def endpoint(self) -> endpoints.Endpoint:
        """The endpoint of the organization's connection."""
        return self.connection.endpoint

    @property
    def core_api_url(self) -> str:
        """The base URL of the organization's API, without `/v1`."""
        return self.endpoint.base_url
