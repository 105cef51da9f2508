"""Organizations that exist on the emulator only, with an API client, as if OrderCloud hosted them."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from accounts.operators import Actor
from environments.endpoints import emulated_endpoint
from environments.grants import EmulatorGrant
from environments.ordercloud.client import Client
from organizations.connections import candidates
from organizations.connections.candidates import Credentials
from organizations.models import Connection, Organization

SECRET = "a-secret-of-the-client"
CLIENTS = {
    "Sandbox": "5f0c9d6e-1b7a-4c38-9e52-3a64d8f1b201",
    "Staging": "5f0c9d6e-1b7a-4c38-9e52-3a64d8f1b202",
    "Production": "5f0c9d6e-1b7a-4c38-9e52-3a64d8f1b203",
}


@dataclass
class Remote:
    """A marketplace on the emulator that this portal does not know yet."""

    portal_id: str
    environment: str
    client: Client
    client_id: str
    secret: str = SECRET

    @property
    def base_url(self) -> str:
        return self.client.endpoint.base_url

    def connection(self, **changes: Any) -> Connection:
        """Return an unsaved connection to it by its API client."""
        organization = Organization(
            id=changes.pop("id", self.portal_id), name="Hartwell", environment=self.environment, region="usw"
        )
        fields = {"client_id": self.client_id, "secret": self.secret, "base_url": self.base_url, **changes}
        return Connection(organization=organization, type=Connection.Type.API_CLIENT, **fields)

    def form(self, **changes: str) -> dict[str, str]:
        """Return what someone enters to connect it."""
        return {
            "environment": self.environment,
            "region": "usw",
            "id": self.portal_id,
            "type": "api_client",
            "client_id": self.client_id,
            "secret": self.secret,
            "base_url": self.base_url,
            **changes,
        }

    def candidate(self, by: Actor | None = None, **changes: str) -> Connection:
        """Return what someone entered, checked but not tested."""
        form = self.form(**changes)
        credentials = Credentials(form["client_id"], form["secret"], form["type"], form["base_url"])
        return candidates.build(form["id"], form["environment"], form["region"], credentials, by=by)

    def change_client(self, **fields: Any) -> None:
        self.client.patch(f"/apiclients/{self.client_id}", fields)


def create_remote(
    emulator: Any, portal_id: str, environment: str = "Sandbox", roles: tuple[str, ...] = ("FullAccess",)
) -> Remote:
    """Create a marketplace on the emulator, with an API client whose default context user has `roles`."""
    emulator.emulator.organizations.provision(portal_id, environment, "usw", "Hartwell")
    endpoint = emulated_endpoint(settings.EMULATOR_URL, environment)
    token = EmulatorGrant(endpoint, portal_id, settings.EMULATOR_KEY).fetch(("FullAccess",), platform=True)
    client = Client(endpoint, lambda force: token.access_token, retry_budget=0)
    remote = Remote(portal_id, environment, client, CLIENTS[environment])
    user = {
        "Username": f"portal-service-{environment}",
        "FirstName": "Portal",
        "LastName": "Service",
        "Email": "portal@hartwell.example",
        "Active": True,
    }
    client.put("/adminusers/portal-service", user)
    client.put("/securityprofiles/portal", {"Name": "Portal", "Roles": list(roles)})
    client.post("/securityprofiles/assignments", {"SecurityProfileID": "portal", "UserID": "portal-service"})
    client.put(
        f"/apiclients/{remote.client_id}",
        {
            "AppName": "Portal",
            "Active": True,
            "AllowSeller": True,
            "AccessTokenDuration": 600,
            "DefaultContextUserName": user["Username"],
            "ClientSecret": SECRET,
        },
    )
    return remote


def reload(connection: Connection) -> Connection:
    """Return the connection and its organization as the database has them now."""
    return Connection.objects.select_related("organization").get(pk=connection.pk)
