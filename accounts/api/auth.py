"""Authentication of the Portal API by an access token."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from ninja.security import HttpBearer

from accounts.login import api_tokens
from accounts.models import User


@dataclass(frozen=True)
class Credential:
    """What a request was authenticated with.

    Args:
        family: identifies the sign-in of an access token, which refreshed tokens share.
        organizations: the IDs of the organizations to which the token is limited; None for all.
    """

    family: UUID | None
    organizations: frozenset[str] | None = None


class ApiRequest(HttpRequest):
    """A request with a valid access token."""

    auth: User
    user: User
    credential: Credential


class SignInRequest(ApiRequest):
    """A request with the access token of a sign-in by password; `family` identifies the sign-in."""

    family: UUID


class PortalBearer(HttpBearer):
    """Sets `auth`, `user` and `credential` of the request; without a valid token the API responds 401."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """Return the user of `token`, or None."""
        try:
            user, family = api_tokens.verify(token)
        except api_tokens.InvalidToken:
            return None
        # Set for the views, which see the request as an `ApiRequest`.
        vars(request).update(user=user, credential=Credential(family))
        return user


class SignInBearer(PortalBearer):
    """Admits tokens of a sign-in only, for what concerns the account and what a code confirms."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """Return the user of `token`, or None; set `family` of the request too."""
        user = super().authenticate(request, token)
        if user is not None:
            vars(request).update(family=vars(request)["credential"].family)
        return user
