"""The secrets of an API client, as a panel under its form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from console.enhanced.address_parts import escape_id
from console.enhanced.reading import Reader, ReadFailed, Record
from lib import clock

KEY, COMPANY = "api-client-secrets", "client"  # of the pages of the secrets, and of the client in their query
MAX_SECRETS = 10


@dataclass(frozen=True)
class ClientSecretsPanel:
    """Names and expirations; the secrets themselves can't be read."""

    title: str = "Secrets"
    template: str = "console/enhanced/_client_secrets.html"

    def read(self, reader: Reader, record: Record) -> Mapping[str, Any]:
        """Return the secrets, or the reason why they can't be read; {} where the API has none."""
        if reader.catalogue.get("ApiClients.ListSecrets") is None:
            return {}
        client = str(record.get("ID") or "")
        try:
            items = reader.all("ApiClients.ListSecrets", {"apiClientID": client})
        except ReadFailed as error:
            # The description is that of the environment; an organization in it may have an older version.
            return {} if error.status == 404 else {"reason": str(error)}
        query = {"company": COMPANY, "of": client}

        def address(view: str, *parts: str) -> str:
            page = reverse(f"enhanced:{view}", args=[reader.organization.pk, KEY, *parts])
            return f"{page}?{urlencode(query)}"

        return {
            "secrets": [
                (item, is_expired(item), address("record", escape_id(str(item.get("ID"))))) for item in items
            ],
            "is_full": len(items) >= MAX_SECRETS,
            "new_url": address("new") if reader.may("ApiClients.CreateSecret") else "",
        }


def is_expired(secret: Record) -> bool:
    """Return whether a secret no longer works."""
    try:
        expiration = datetime.fromisoformat(str(secret.get("Expiration") or ""))
    except ValueError:
        return False
    return (expiration if expiration.tzinfo else expiration.replace(tzinfo=UTC)) <= clock.now()
