"""Secrets of an API client, beside the one in its own record."""

from console.enhanced.panels.client_secrets import COMPANY, KEY, is_expired
from console.enhanced.reading import Record
from console.enhanced.resource import Company, FieldSpec, Resource, Section
from console.undo.shown_once import SHOWN_ONCE


def expiration_in_words(secret: Record) -> str:
    """Return when a secret expires, to the day."""
    return f"Expires {str(secret['Expiration'])[:10]}" if secret.get("Expiration") else "Does not expire"


RESOURCE = Resource(
    key=KEY,
    noun="API client secret",
    plural="API client secrets",
    tag="ApiClients",
    part="Secret",
    beside="api-clients",
    shown_once=SHOWN_ONCE["ApiClients.CreateSecret"],
    companies=(Company(COMPANY, "API client", "ApiClients", "apiClientID", "ApiClients"),),
    search_hint="ID",
    search_on=("ID",),
    sections=(
        Section(
            "",
            (
                FieldSpec("Name"),
                FieldSpec("Expiration", hint="Such as 2027-01-31T00:00:00Z. Empty: it does not expire."),
                FieldSpec("ID", hint="Letters, digits, - and _. OrderCloud makes one if you leave it empty."),
            ),
        ),
    ),
    refusals={
        "ApiClientSecret.MaximumClientSecretsReached": (
            "An API client can have ten secrets. Delete one that is no longer used first."
        ),
        "ApiClientSecret.InvalidExpirationDate": "Choose an expiration in the future.",
    },
    summary=expiration_in_words,
    last_one="Without it, tokens of this API client need only its own client secret, or none if it has none.",
    tags_of=lambda secret: ("Expired",) if is_expired(secret) else (),
)
