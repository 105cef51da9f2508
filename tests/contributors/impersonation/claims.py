"""The claims of a token beside the roles of both sides."""

from dataclasses import dataclass

import jwt


@dataclass(frozen=True)
class Claims:
    """What a token says of itself; `roles` is empty without the claim."""

    username: str
    user_type: str
    client_id: str
    roles: frozenset[str]

    @classmethod
    def of(cls, access_token: str) -> "Claims":
        """Decode a token."""
        claims = jwt.decode(access_token, options={"verify_signature": False})
        roles = claims.get("role") or []
        return cls(
            claims["usr"],
            claims["usrtype"],
            claims["cid"],
            frozenset([roles] if isinstance(roles, str) else roles),
        )
