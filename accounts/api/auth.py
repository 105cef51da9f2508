"""Authentication of the Portal API by an access token."""

from uuid import UUID

from django.http import HttpRequest
from ninja.security import HttpBearer

from accounts.login import api_tokens
from accounts.models import User


class ApiRequest(HttpRequest):
    """A request with a valid access token; `family` is the token's, which refreshed tokens share."""

    auth: User
    user: User
    family: UUID


class PortalBearer(HttpBearer):
    """Sets `auth`, `user` and `family` of the request; without a valid token the API responds 401."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """Return the user of `token`, or None."""
        try:
            user, family = api_tokens.verify(token)
        except api_tokens.InvalidToken:
            return None
        # Set for the views, which see the request as an `ApiRequest`.
        vars(request).update(user=user, family=family)
        return user
