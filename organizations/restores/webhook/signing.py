"""Signatures of the staging restore webhook."""

import base64
import hashlib
import hmac
from datetime import datetime

from standardwebhooks import Webhook


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
