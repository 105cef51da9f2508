"""`/_emulator/organizations/…`: create, change, delete, export and import organizations."""

import re

from environments.emulator import errors
from environments.emulator.calls import bodies
from environments.emulator.emulator import Emulator
from environments.emulator.response import NO_CONTENT, Response, json_response
from environments.emulator.storage import export
from environments.emulator.storage.organizations import is_empty
from environments.emulator.storage.records import Organization, Records

_DIGEST = re.compile(r"[0-9a-f]{64}")


def _to_json(emulator: Emulator, organization: Organization) -> dict:
    return {
        "Id": organization.portal_id,
        "MarketplaceID": organization.marketplace_id,
        "Name": organization.name,
        "Environment": organization.environment,
        "Region": organization.region,
        "BasePath": organization.base_path,
        "ApiVersion": emulator.version_of(organization),
    }


def _organizations(emulator: Emulator, name: str, query: dict, raw: bytes) -> Response:
    if name:
        organization = emulator.organizations.require(name)
        with emulator.store.read_transaction() as connection:
            empty = is_empty(connection, organization)
        return json_response(200, _to_json(emulator, organization) | {"Empty": empty})
    return json_response(200, {"Items": [_to_json(emulator, o) for o in emulator.organizations.all()]})


def _provision(emulator: Emulator, name: str, query: dict, raw: bytes) -> Response:
    body = bodies.parse(raw or b"{}")
    old = emulator.organizations.find(name)
    present = (old.environment, old.region, old.name) if old else ("Sandbox", "usw", name)
    environment, region, title = (
        str(body.get(field) or value)
        for field, value in zip(("Environment", "Region", "Name"), present, strict=True)
    )
    organization, new = emulator.organizations.provision(
        name, environment, region, title, body.get("ApiVersion")
    )
    return json_response(201 if new else 200, _to_json(emulator, organization))


def _purge(emulator: Emulator, name: str, query: dict, raw: bytes) -> Response:
    emulator.organizations.purge(name)
    return NO_CONTENT


def _revoke_tokens(emulator: Emulator, name: str, query: dict, raw: bytes) -> Response:
    organization = emulator.organizations.require(name)
    if raw:
        emulator.tokens.revocations.add(_digests(raw))
        return NO_CONTENT
    with emulator.store.write_transaction() as connection:
        emulator.organizations.revoke_tokens(connection, organization)
    return NO_CONTENT


def _digests(raw: bytes) -> list[str]:
    """Return the SHA-256 digests of tokens in a body `{"Digests": […]}`."""
    digests = bodies.parse(raw).get("Digests")
    if not isinstance(digests, list) or not all(_DIGEST.fullmatch(str(digest)) for digest in digests):
        raise errors.invalid_value("Digests", "Digests must be a list of SHA-256 digests in hexadecimal.")
    return digests


def _export(emulator: Emulator, name: str, query: dict, raw: bytes) -> Response:
    organization = emulator.organizations.require(name)
    with emulator.store.read_transaction() as connection:
        text = "\n".join(export.export(Records(connection, organization))) + "\n"
    return Response(200, text.encode(), (("Content-Type", "application/x-ndjson"),))


def _import(emulator: Emulator, name: str, query: dict, raw: bytes) -> Response:
    organization = emulator.organizations.require(name)
    with emulator.store.write_transaction() as connection:
        count = export.import_(Records(connection, organization), raw.decode("utf-8", "replace").splitlines())
        emulator.organizations.revoke_tokens(connection, organization)
    return json_response(200, {"Records": count})


# As in `control`.
ROUTES = {
    ("GET", "organizations"): _organizations,
    ("PUT", "organizations"): _provision,
    ("DELETE", "organizations"): _purge,
    ("DELETE", "organizations", "tokens"): _revoke_tokens,
    ("GET", "organizations", "export"): _export,
    ("PUT", "organizations", "import"): _import,
}
