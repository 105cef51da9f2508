"""Who calls the Portal API: the person of the access token in the Authorization header."""

from ninja.security import HttpBearer

from accounts.login import api_tokens
from accounts.models import User


class PortalBearer(HttpBearer):
    """Puts the person into `request.auth` and `request.user`, and the token's family into `request.family`.

    Without a good token the API answers 401.
    """

    def authenticate(self, request, token: str) -> User | None:
        """The person of `token`, or None."""
        try:
            request.user, request.family = api_tokens.read(token)
        except api_tokens.TokenRefused:
            return None
        return request.user
