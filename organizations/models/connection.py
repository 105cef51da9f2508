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

    organization = models.OneToOneField(Organization, on_delete=models.CASCADE, related_name="connection")
    type = models.CharField(max_length=15, choices=Type, default=Type.EMULATOR)
    client_id = models.CharField(
        max_length=254, blank=True, help_text="API client ID, or the account's username."
    )
    secret = EncryptedTextField(blank=True, help_text="API client secret, or the account's password.")

    def __str__(self) -> str:
        return f"{self.organization_id} by {self.get_type_display()}"

    @property
    def endpoint(self) -> endpoints.Endpoint:
        """The emulator or the OrderCloud host of the organization's environment and region."""
        environment, region = self.organization.environment, self.organization.region
        if self.type == Connection.Type.EMULATOR:
            return endpoints.emulated_endpoint(settings.EMULATOR_URL, environment, region)
        return endpoints.hosted_endpoint(environment, region)
