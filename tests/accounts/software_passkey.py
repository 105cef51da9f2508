"""A passkey in software, which signs whatever a test passes."""

import hashlib
import json
from dataclasses import dataclass, field

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

PRESENT_AND_VERIFIED = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


@dataclass
class SoftwarePasskey:
    """A key pair for the relying party `host`, used in pages of `origin`."""

    host: str = "testserver"
    origin: str = "http://testserver"
    counter: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = b"software passkey"

    def registration(self, options: dict) -> dict:
        """Return what a browser sends after `navigator.credentials.create`."""
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(Aaguid.NONE, self.id, public)
        flags = PRESENT_AND_VERIFIED | AuthenticatorData.FLAG.AT
        data = AuthenticatorData.create(self._host_hash(), flags, self.counter, credential)
        return self._credential(
            clientDataJSON=self._client_data("webauthn.create", options),
            attestationObject=AttestationObject.create("none", data, {}),
        )

    def assertion(self, options: dict, user_key: int) -> dict:
        """Return what a browser sends after `navigator.credentials.get`."""
        client_data = self._client_data("webauthn.get", options)
        data = AuthenticatorData.create(self._host_hash(), PRESENT_AND_VERIFIED, self.counter)
        signed = data + hashlib.sha256(client_data).digest()
        return self._credential(
            clientDataJSON=client_data,
            authenticatorData=data,
            signature=self.key.sign(signed, ec.ECDSA(hashes.SHA256())),
            userHandle=_base36(user_key).encode(),
        )

    def _client_data(self, type: str, options: dict) -> bytes:
        challenge = options["publicKey"]["challenge"]
        return json.dumps({"type": type, "challenge": challenge, "origin": self.origin}).encode()

    def _host_hash(self) -> bytes:
        return hashlib.sha256(self.host.encode()).digest()

    def _credential(self, **response: bytes) -> dict:
        name = websafe_encode(self.id)
        encoded = {member: websafe_encode(value) for member, value in response.items()}
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "response": encoded,
            "clientExtensionResults": {"credProps": {"rk": True}},
        }


def stored_passkey(user, name: str = "MacBook") -> Authenticator:
    """Store a passkey as its registration does, for tests in which it signs nothing."""
    credential = SoftwarePasskey().registration({"publicKey": {"challenge": websafe_encode(b"challenge")}})
    data = {"name": name, "credential": credential}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    return (_base36(number // 36) if number >= 36 else "") + digits[number % 36]
