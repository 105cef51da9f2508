"""Secrets of API clients, made by the server and shown once."""

import base64
import secrets

from environments.emulator import errors
from environments.emulator.access.client_secrets import DIGESTS, SECRETS
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.registry import before_saving, handles
from environments.emulator.resources import crud
from environments.emulator.response import Response, json_response
from environments.emulator.storage.records import Record
from environments.emulator.values import dates
from lib.token_digest import token_digest

MAX_SECRETS = 10
_VALUE_BYTES = 256


@handles("ApiClients.CreateSecret")
def create(call: Call) -> Response:
    """Make a secret; only this response has its value, and only a digest is stored."""
    resource = CATALOGUE.resources[SECRETS]
    parent = call.parent_num(resource)
    body = crud.checked_body(call, resource)
    if len(call.records.where(SECRETS, parent=parent)) >= MAX_SECRETS:
        message = f"An API client can have at most {MAX_SECRETS} secrets."
        raise errors.bad_request("ApiClientSecret.MaximumClientSecretsReached", message)
    record = crud.create_record(call, resource, parent, body)
    value = base64.b64encode(secrets.token_bytes(_VALUE_BYTES)).decode()
    call.records.insert(DIGESTS, {"Digest": token_digest(value)}, record.num)
    headers = (("Cache-Control", "no-store"),)
    return json_response(call.operation.status, record.data | {"ClientSecret": value}, headers)


@before_saving(SECRETS)
def _check_expiration(call: Call, data: dict, old: Record | None) -> None:
    expiration = data.get("Expiration")
    if dates.is_past(expiration) and not (old and old["Expiration"] == expiration):
        message = "Expiration must be in the future."
        raise errors.bad_request("ApiClientSecret.InvalidExpirationDate", message)
