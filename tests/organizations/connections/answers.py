"""What a server in the place of OrderCloud answers, and connections to it."""

import json

from organizations.models import Connection, Organization
from tests.environments.fake_server import FakeResponse, FakeServer

DOCUMENT = {
    "info": {"version": "1.0.454"},
    "paths": {},
    "components": {
        "securitySchemes": {
            "OAuth2": {
                "flows": {"password": {"scopes": {"ProductAdmin": "", "ProductReader": "", "BuyerAdmin": ""}}}
            }
        }
    },
}


def connection_to(server: FakeServer, **changes: str) -> Connection:
    organization = Organization(id="hartwell", name="Hartwell", environment="Sandbox", region="usw")
    fields = {
        "type": Connection.Type.API_CLIENT,
        "client_id": "client",
        "secret": "secret",
        "base_url": f"{server.url}/sandbox",
        **changes,
    }
    return Connection(organization=organization, **fields)


def document() -> FakeResponse:
    return FakeResponse(body=json.dumps(DOCUMENT).encode())


def me(**values: object) -> FakeResponse:
    return FakeResponse(
        body=json.dumps({"Username": "service", "Seller": {"ID": "hartwell"}, **values}).encode()
    )
