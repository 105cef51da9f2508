"""Signatures of the webhooks of restores."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

from standardwebhooks import Webhook

from organizations.restores.models import EventWebhook, StagingRestoreWebhook

SECRET_PREFIX, SECRET_BYTES = "whsec_", 32


def new_secret() -> str:
    """Return a random secret as Standard Webhooks writes it: `whsec_` and the Base64 of its bytes."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def headers_of(
    receiver: StagingRestoreWebhook | EventWebhook, event_id: str, body: str, at: datetime
) -> dict[str, str]:
    """Return the headers that identify and sign a call to `receiver`."""
    if isinstance(receiver, StagingRestoreWebhook):
        return signature_headers(receiver.hash_key, event_id, body, at)
    keys = [receiver.secret]
    if receiver.previous_secret_expires_at and at < receiver.previous_secret_expires_at:
        keys.append(receiver.previous_secret)
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(Webhook(key).sign(event_id, at, body) for key in keys),
    }


def signature_headers(hash_key: str, event_id: str, body: str, at: datetime) -> dict[str, str]:
    """Return the headers that identify and sign a call, as OrderCloud and as Standard Webhooks do.

    Without a key the call is not signed.
    """
    headers = {"webhook-id": event_id, "webhook-timestamp": str(int(at.timestamp()))}
    if hash_key:
        digest = hmac.new(hash_key.encode(), body.encode(), hashlib.sha256).digest()
        headers["X-oc-hash"] = base64.b64encode(digest).decode()
        headers["webhook-signature"] = Webhook(hash_key.encode()).sign(event_id, at, body)
    return headers
