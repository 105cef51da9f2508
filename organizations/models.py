"""Organizations, how the portal reaches them, and which two make a staging pair."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from environments import endpoints
from lib import clock
from lib.encryption import EncryptedTextField

STAGING_SUFFIX = "_Staging"
SANDBOX_SUFFIX = "_Sandbox"


class Environment(models.TextChoices):
    """The three instances of the platform, in the order in which people read them."""

    PRODUCTION = "Production"
    STAGING = "Staging"
    SANDBOX = "Sandbox"


class OrganizationQuerySet(models.QuerySet):
    """Organizations that exist for their people."""

    def alive(self) -> "OrganizationQuerySet":
        """Those that are not deleted."""
        return self.filter(deleted_at=None)


class Organization(models.Model):
    """One OrderCloud marketplace in one environment and region. Id, environment and region never change."""

    id = models.CharField(primary_key=True, max_length=100)
    name = models.CharField(max_length=100)
    environment = models.CharField(max_length=10, choices=Environment)
    region = models.CharField(
        max_length=3, choices=[(region.id, region.name) for region in endpoints.REGIONS], default="usw"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="owned_organizations"
    )
    created = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(Lower("id"), name="organization_id_in_any_case"),
            models.CheckConstraint(
                condition=Q(environment__in=Environment.values), name="organization_environment_known"
            ),
        ]
        indexes = [models.Index(fields=["name", "id"], name="organization_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def marketplace_id(self) -> str:
        """The id inside OrderCloud: the same in all three environments."""
        return self.id.removesuffix(STAGING_SUFFIX).removesuffix(SANDBOX_SUFFIX)

    @property
    def endpoint(self) -> endpoints.Endpoint:
        """Where the organization is: on the emulator, or at the host of its environment and region."""
        if self.connection.kind == Connection.Kind.EMULATOR:
            return endpoints.emulated(settings.EMULATOR_URL, self.environment, self.region)
        return endpoints.hosted(self.environment, self.region)

    @property
    def core_api_url(self) -> str:
        """The base of its API, without `/v1`."""
        return self.endpoint.base_url


class Connection(models.Model):
    """How the portal gets tokens for one organization."""

    class Kind(models.TextChoices):
        EMULATOR = "emulator", "Emulator"
        API_CLIENT = "api_client", "API client"
        HOSTED_PORTAL = "hosted_portal", "Hosted Portal account"

    organization = models.OneToOneField(Organization, on_delete=models.CASCADE, related_name="connection")
    kind = models.CharField(max_length=15, choices=Kind, default=Kind.EMULATOR)
    identity = models.CharField(
        max_length=254, blank=True, help_text="API client id, or the account's username."
    )
    secret = EncryptedTextField(blank=True, help_text="API client secret, or the account's password.")

    def __str__(self) -> str:
        return f"{self.organization_id} by {self.get_kind_display()}"


class StagingPair(models.Model):
    """A Production organization and the Staging organization that is restored from it."""

    production = models.OneToOneField(
        Organization, on_delete=models.CASCADE, related_name="pair_as_production"
    )
    staging = models.OneToOneField(Organization, on_delete=models.CASCADE, related_name="pair_as_staging")
    weekday = models.PositiveSmallIntegerField(default=6, help_text="0 is Monday, 6 is Sunday.")
    hour = models.PositiveSmallIntegerField(default=3, help_text="Full hour, UTC.")
    active = models.BooleanField(default=True)
    copy_secrets = models.BooleanField(
        default=False, help_text="Copy Production's keys and secrets, as OrderCloud's own restore does."
    )
    held_slot = models.DateTimeField(
        null=True, blank=True, help_text="The last slot that passed without a restore for want of permission."
    )
    linked = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(production=models.F("staging")), name="pair_of_two"),
            models.CheckConstraint(condition=Q(weekday__lte=6, hour__lte=23), name="pair_slot_in_the_week"),
        ]

    def __str__(self) -> str:
        return f"{self.staging_id} from {self.production_id}"


class Visit(models.Model):
    """When somebody last opened an organization."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="visits")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="visits")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "organization"], name="one_visit_a_person")]
        indexes = [models.Index(fields=["user", "-at"], name="visits_latest_first")]

    def __str__(self) -> str:
        return f"{self.user} in {self.organization_id}"
