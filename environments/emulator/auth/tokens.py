"""Access tokens: signed and verified here; others verify them with the key at `/oauth/certs/{kid}`.

Tokens of API clients have a `kid`; the portal's do not, and name the user `uid` instead of `u`, as on the
real platform. `org` and `gen` are our own claims: the generation of the organization's tokens, with which a
restore revokes all of them, and that of the user's tokens after those were revoked.
"""

import base64
import time
from collections import OrderedDict
from functools import cached_property
from urllib.parse import urlsplit
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.types import Options

from environments.emulator import errors
from environments.emulator.auth.caller import Caller
from environments.emulator.auth.revocations import Revocations
from environments.emulator.storage.organizations import Organizations
from environments.emulator.storage.records import Organization
from environments.emulator.storage.store import Store
from lib import clock

# The client in the portal's own tokens: no API client has this id, so no webhook is called.
PORTAL_CLIENT_ID = "00000000-0000-4000-8000-706f7274616c"
_CACHE_SIZE = 4096
# Dates are checked against `lib.clock`, and the audience by `check_audience`.
UNCHECKED_CLAIMS: Options = {
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
}


class Tokens:
    """Issues and verifies access tokens, and caches verified ones."""

    def __init__(self, store: Store, organizations: Organizations) -> None:
        self.store = store
        self.organizations = organizations
        self.revocations = Revocations(store)
        # By token and address: the caller, and the generations of the organization's and the user's tokens.
        self._known: OrderedDict[tuple[str, str], tuple[Caller, str, str]] = OrderedDict()

    @cached_property
    def _key(self) -> rsa.RSAPrivateKey:
        pem = self.store.get_or_create_setting("signing key", _new_key)
        key = serialization.load_pem_private_key(pem.encode(), None)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise TypeError("The signing key is not an RSA key.")
        return key

    @cached_property
    def kid(self) -> str:
        return self.store.get_or_create_setting("signing key id", lambda: f"ocjwt{int(time.time())}")

    def create_key(self) -> None:
        """Create the signing key if there is none, before the store is locked by a caller."""
        self.public_key()

    def public_key(self) -> dict:
        """Return the public key as a JWK."""
        numbers = self._key.public_key().public_numbers()
        n, e = (_base64(x.to_bytes((x.bit_length() + 7) // 8)) for x in (numbers.n, numbers.e))
        return {"kty": "RSA", "n": n, "e": e, "alg": "RS256", "use": "sig", "kid": self.kid}

    def issue(self, organization: Organization, base_url: str, caller: Caller) -> str:
        """Return a token that identifies its bearer as this caller until `caller.expires_at`."""
        claims: dict = {
            "usr": caller.username,
            "cid": caller.client_id,
            "uid" if caller.portal else "u": str(caller.user_num),
            "usrtype": caller.user_type,
            "iss": base_url,
            "aud": base_url,
            "exp": int(caller.expires_at),
            "nbf": int(clock.timestamp()),
            "org": organization.token_generation,
        }
        roles = sorted(caller.roles)
        if roles:
            claims["role"] = roles[0] if len(roles) == 1 else roles
        if caller.impersonator:
            claims["imp"] = str(caller.impersonator)
        if caller.anonymous:
            claims["orderid"] = caller.order_id
        if caller.invitation_id:
            claims["invitationid"] = caller.invitation_id
        if caller.platform:
            claims["platform"] = True
        user_generation = self.revocations.generation(caller)
        if user_generation:
            claims["gen"] = user_generation
        if caller.portal:
            # Two people with the same roles get different tokens, each of which can be revoked.
            claims["jti"] = str(uuid4())
        return jwt.encode(claims, self._key, "RS256", headers=None if caller.portal else {"kid": self.kid})

    def authenticate(self, token: str, base_url: str) -> tuple[Organization, Caller]:
        """Return the organization and the caller of a token.

        Raises:
            ApiError: 401, the token is not valid.
        """
        known = self._known.get((token, base_url))
        if known is None:
            known = self._known[(token, base_url)] = self._verified(token, base_url)
            if len(self._known) > _CACHE_SIZE:
                self._known.popitem(last=False)
        caller, generation, user_generation = known
        organization = self.organizations.by_num(caller.organization)
        if organization is None or caller.expires_at <= clock.timestamp():
            raise errors.invalid_token()
        if (
            organization.token_generation != generation
            or self.revocations.generation(caller) != user_generation
            or self.revocations.contains(token)
        ):
            raise _revoked()
        return organization, caller

    def _verified(self, token: str, base_url: str) -> tuple[Caller, str, str]:
        try:
            claims = jwt.decode(token, self._key.public_key(), ["RS256"], options=UNCHECKED_CLAIMS)
            check_audience(claims, base_url)
        except jwt.InvalidTokenError as error:
            raise errors.invalid_token() from error
        organization = self.organizations.by_token_generation(claims.get("org", ""))
        if organization is None:
            # Signed here and for this environment, but of an old generation: a restore has revoked it.
            raise _revoked() if claims["exp"] > clock.timestamp() else errors.invalid_token()
        role = claims.get("role", [])
        caller = Caller(
            organization=organization.num,
            user_type=claims["usrtype"],
            username=claims["usr"],
            user_num=int(claims.get("u", claims.get("uid", 0))),
            client_id=claims["cid"],
            roles=frozenset([role] if isinstance(role, str) else role),
            expires_at=claims["exp"],
            platform=claims.get("platform", False),
            anonymous="orderid" in claims,
            order_id=claims.get("orderid", ""),
            invitation_id=claims.get("invitationid", ""),
            impersonator=int(claims.get("imp", 0)),
        )
        return caller, organization.token_generation, claims.get("gen", "")


def check_audience(claims: dict, base_url: str) -> None:
    """Raise `InvalidAudienceError` for a token of another environment or region; host names may differ."""
    audience = claims.get("aud")
    if not isinstance(audience, str) or urlsplit(audience).path != urlsplit(base_url).path:
        raise jwt.InvalidAudienceError("The token is for another environment.")


def _revoked() -> errors.ApiError:
    return errors.ApiError(401, "Auth.TokenRevoked", "The token has been revoked.")


def _new_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
