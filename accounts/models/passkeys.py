"""Stored passkeys, read from the rows of allauth.

Below sign-in methods and two-factor authentication, which both depend on which passkeys are usable.
"""

import struct
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from fido2.cose import CoseKey
from fido2.webauthn import AttestedCredentialData, RegistrationResponse

# Exceptions that the parsers of a response raise for malformed input.
PARSE_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
    struct.error,
)


@dataclass(frozen=True)
class StoredPasskey:
    """A registered passkey: its key, its signature counter, and whether it signs in without a username."""

    credential: AttestedCredentialData
    counter: int
    discoverable: bool


def load_passkey(authenticator: Authenticator) -> StoredPasskey | None:
    """Return the passkey of a row, or None for a row that no response could be verified with."""
    data = authenticator.data
    try:
        response = RegistrationResponse.from_dict(data["credential"])
        registered = response.response.attestation_object.auth_data
        if not can_verify(registered.credential_data.public_key):
            return None
        properties = response.client_extension_results.get("credProps")
        discoverable = not (isinstance(properties, dict) and properties.get("rk") is False)
        return StoredPasskey(
            registered.credential_data, int(data.get("sign_count", registered.counter)), discoverable
        )
    except PARSE_ERRORS:
        return None


def can_verify(key: CoseKey) -> bool:
    """Return whether `key` can verify signatures: it rejects an empty one as invalid."""
    try:
        key.verify(b"", b"")
    except InvalidSignature:
        return True
    except PARSE_ERRORS:
        return False
    return False
