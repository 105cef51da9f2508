"""Authentication of the Portal API by an access token or a personal access token.

An access token is of a sign-in by password. A personal access token is of a script: it may be limited to
reading and to some organizations, and never changes the account.
"""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from ninja.security import HttpBearer

from accounts import signed_tokens
from accounts.login import api_tokens
from accounts.models import PersonalAccessToken, User
from accounts.personal_tokens import verification
from accounts.signed_tokens import ExpiredToken, InvalidToken
from lib import rate_limit
from lib.api.errors import ApiError

READING_METHODS = frozenset({"GET", "HEAD"})


@dataclass(frozen=True)
class Credential:
    """What a request was authenticated with.

    Args:
        family: identifies the sign-in of an access token, which refreshed tokens share.
        organizations: the IDs of the organizations to which the token is limited; None for all.
        personal_token: the row of a personal access token.
    """

    family: UUID | None
    organizations: frozenset[str] | None = None
    personal_token: PersonalAccessToken | None = None

    def admits(self, organization_id: str) -> bool:
        """Return whether the token is for that organization, whose ID may be in any case of letters."""
        if self.organizations is None:
            return True
        return organization_id.lower() in {id.lower() for id in self.organizations}


class ApiRequest(HttpRequest):
    """A request with a valid token."""

    auth: User
    user: User
    credential: Credential


class SignInRequest(ApiRequest):
    """A request with the access token of a sign-in by password; `family` identifies the sign-in."""

    family: UUID


class PortalBearer(HttpBearer):
    """Sets `auth`, `user` and `credential` of the request; without a valid token the API responds 401.

    A personal access token needs the scope for the method, and one that is limited to organizations reaches
    operations on these only; an operation on any other organization does not exist for it (404).

    Args:
        gives_write_access: what the operation returns can write, so that the scope to read is not enough.
        admits_limited: the operation is on no organization, and shows a limited token only what is its own.
    """

    def __init__(self, *, gives_write_access: bool = False, admits_limited: bool = False):
        super().__init__()
        self.gives_write_access = gives_write_access
        self.admits_limited = admits_limited

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """Return the user of `token`, or None.

        Raises:
            ApiError: 403 or 404 for a personal access token that may not do this.
            RateLimited: too many invalid tokens from one network.
        """
        try:
            user, credential = _verify(token)
        except InvalidToken:
            if token:
                rate_limit.hit(request, "invalid_token")
            return None
        if credential.personal_token is not None:
            self.check_personal_token(request, credential.personal_token, credential)
        # Set for the views, which see the request as an `ApiRequest`.
        vars(request).update(user=user, credential=credential)
        return user

    def check_personal_token(
        self, request: HttpRequest, row: PersonalAccessToken, credential: Credential
    ) -> None:
        """Raise `ApiError` unless a personal access token may do what is requested."""
        writes = self.gives_write_access or request.method not in READING_METHODS
        if writes and row.scope != PersonalAccessToken.Scope.WRITE:
            raise _insufficient("This access token may only read.")
        if credential.organizations is None or self.admits_limited:
            return
        match = request.resolver_match
        organization_id = match.kwargs.get("organization_id") if match else None
        if organization_id is None:
            raise _insufficient("This access token is limited to organizations, and this concerns others.")
        if not credential.admits(organization_id):
            data = {"ObjectType": "Organization", "ObjectID": organization_id}
            raise ApiError(404, "NotFound", f"Organization {organization_id} not found.", data)


class SignInBearer(PortalBearer):
    """Admits tokens of a sign-in only, for what concerns the account and what a code confirms."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """Return the user of `token`, or None; set `family` of the request too."""
        user = super().authenticate(request, token)
        if user is not None:
            vars(request).update(family=vars(request)["credential"].family)
        return user

    def check_personal_token(
        self, request: HttpRequest, row: PersonalAccessToken, credential: Credential
    ) -> None:
        """Raise `ApiError`: this needs the token of a sign-in."""
        raise _insufficient("This requires the token of a sign-in by password, not a personal access token.")


def _verify(token: str) -> tuple[User, Credential]:
    try:
        claims = signed_tokens.read(token)
    except ExpiredToken as error:
        verification.record_expired(token, error.claims)
        raise
    if "jti" not in claims:
        user, family = api_tokens.verify_claims(claims)
        return user, Credential(family)
    row = verification.verify(token, claims)
    limits = None if row.organizations is None else frozenset(row.organizations)
    return row.user, Credential(None, limits, row)


def _insufficient(message: str) -> ApiError:
    return ApiError(403, "Auth.InsufficientScope", message)
