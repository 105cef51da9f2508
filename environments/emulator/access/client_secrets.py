"""The secrets of an API client: its own ClientSecret, and up to ten that the server made."""

import hmac

from environments.emulator.storage.records import Record, Records
from environments.emulator.values import dates
from lib.token_digest import token_digest

SECRETS, DIGESTS = "ApiClientSecrets", "ApiClientSecretDigests"


def has_secret(records: Records, client: Record) -> bool:
    """Return whether an API client has a secret, expired or not."""
    return bool(client["ClientSecret"] or records.where(SECRETS, parent=client.num))


def accepts(records: Records, client: Record, given: str) -> bool:
    """Return whether a token request may go on with the secret it has; "" for none.

    Every request needs a valid one as soon as the client has any, even if all have expired.
    """
    own = client["ClientSecret"]
    if own and hmac.compare_digest(own.encode(), given.encode()):
        return True
    made = records.where(SECRETS, parent=client.num)
    if not made:
        return not own
    digest = token_digest(given)
    return any(
        records.where(DIGESTS, parent=secret.num, Digest=digest)
        for secret in made
        if not dates.is_past(secret["Expiration"])
    )
