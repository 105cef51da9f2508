"""Connections: how the portal gets tokens for organizations."""

from django.conf import settings
from django.db import models

from environments import endpoints
from lib.encryption import EncryptedTextField
from organizations.models.organization import Organization


class Connection(models.Model):
    """How the portal gets tokens for one organization."""

    class Type(models.TextChoices):
        EMULATOR = "emulator", "Emulator"
        API_CLIENT = "api_client", "API client"
        HOSTED_PORTAL = "hosted_portal", "Hosted Portal account"

    class Status(models.TextChoices):
        WORKS = "works", "Works"
        FAILING = "failing", "Not working"
        DISCONNECTED = "disconnected", "Not connected"

    organization = models.OneToOneField(Organization, on_delete=models.CASCADE, related_name="connection")
    type = models.CharField(max_length=15, choices=Type, default=Type.EMULATOR)
    client_id = models.CharField(
        "client ID", max_length=254, blank=True, help_text="API client ID, or the account's username."
    )
    secret = EncryptedTextField(blank=True, help_text="API client secret, or the account's password.")
    base_url = models.CharField(
        "API URL", max_length=200, blank=True, help_text="Base URL of the API, unless it is OrderCloud's own."
    )
    account_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The user whose hosted Portal account it is.",
    )
    status = models.CharField(max_length=12, choices=Status, default=Status.WORKS)
    failure = models.CharField(max_length=500, blank=True, help_text="Why it stopped working, in words.")
    failing_since = models.DateTimeField(null=True, blank=True)
    unreachable_since = models.DateTimeField(
        null=True, blank=True, help_text="When the first of the last tests without a response was."
    )
    version = models.PositiveIntegerField(
        default=1, help_text="How many credentials it has had; tokens of earlier ones are not used."
    )
    next_test_at = models.DateTimeField(null=True, blank=True, help_text="When the portal tests it next.")
    tested_at = models.DateTimeField(null=True, blank=True)
    tested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    test_lines = models.JSONField(default=list, blank=True, help_text="The lines of the last test.")

    class Meta:
        indexes = [models.Index(fields=["next_test_at"], name="connection_by_next_test")]

    def __str__(self) -> str:
        return f"{self.organization_id} by {self.get_type_display()}"

    @property
    def endpoint(self) -> endpoints.Endpoint:
        """The emulator or the OrderCloud host of the organization's environment and region."""
        environment, region = self.organization.environment, self.organization.region
        if self.type == Connection.Type.EMULATOR:
            return endpoints.emulated_endpoint(settings.EMULATOR_URL, environment, region)
        if self.base_url:
            return endpoints.Endpoint(environment, region, self.base_url, self._guard)
        return endpoints.hosted_endpoint(environment, region)

    @property
    def last_test_failed(self) -> bool:
        """Whether a line of the last test says why the connection does not work."""
        return any(line.get("level") == "fail" for line in self.test_lines)

    @property
    def _guard(self) -> endpoints.Guard:
        """The rules for a typed address; in the embedded default it may be that of an emulator here."""
        environment, region = self.organization.environment, self.organization.region
        is_local = endpoints.is_local_emulator(self.base_url, environment, region)
        return endpoints.Guard(allows_loopback=settings.EMBEDDED and is_local)
