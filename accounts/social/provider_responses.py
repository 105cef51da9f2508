"""Validation of the responses of GitHub and Google: a malformed one is the provider's failure.

Only the members that the portal reads are returned.
"""

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.github.views import GitHubOAuth2Adapter
from allauth.socialaccount.providers.google.views import GoogleOAuth2Adapter
from allauth.socialaccount.providers.oauth2.views import OAuth2Adapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.validators import email as email_address
from lib import plain_text

MAX_ID_LENGTH = 191  # of allauth's field
GITHUB_TEXTS = ("login", "name", "email", "html_url", "avatar_url")
GOOGLE_TEXTS = ("email", "name", "given_name", "family_name", "picture", "nonce")
GOOGLE_FLAGS = ("email_verified", "verified_email")


class MalformedResponse(ProviderException):
    """A response of a provider that differs from what the provider documents."""


class CheckedTokenMixin(OAuth2Adapter):
    """Validates the response of the token endpoint."""

    def get_access_token_data(
        self, request: HttpRequest, app: Any, client: Any, pkce_code_verifier: Any = None
    ) -> dict:
        """Return the validated response with the token. Raises `MalformedResponse`."""
        try:
            data = super().get_access_token_data(request, app, client, pkce_code_verifier)
        except KeyError as error:
            if error.args != ("content-type",):
                raise
            raise MalformedResponse("The response with the token has no content type.") from error
        data = _object(data)
        if not _text(data, "access_token"):
            raise MalformedResponse("The token is not a string.")
        for name in ("id_token", "refresh_token"):
            _text(data, name)
        lifetime = str(data.get("expires_in") or "0")
        if not (lifetime.isascii() and lifetime.isdigit() and len(lifetime) < 10):
            raise MalformedResponse("The lifetime of the token is not a number of seconds.")
        return data


class GitHubAdapter(CheckedTokenMixin, GitHubOAuth2Adapter):
    """Reads GitHub's API: the profile, and the emails with whether each is verified."""

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **named: Any) -> Any:
        """Return the sign-in of the token's user. Raises `MalformedResponse`."""
        headers = {"Authorization": f"token {token.token}"}
        with get_adapter().get_requests_session() as session:
            response = session.get(self.profile_url, headers=headers)
            response.raise_for_status()
            profile = github_profile(response.json())
        profile["emails"] = github_emails(self.get_emails(headers))
        return self.get_provider().sociallogin_from_response(request, profile)


class GoogleAdapter(CheckedTokenMixin, GoogleOAuth2Adapter):
    """Reads Google's ID token or its user info."""

    def _decode_id_token(self, app: Any, id_token: str) -> dict:
        return google_profile(super()._decode_id_token(app, id_token))

    def _fetch_user_info(self, access_token: str) -> dict:
        return google_profile(super()._fetch_user_info(access_token))


def github_profile(data: Any) -> dict:
    """Return the members of a GitHub user that the portal reads. Raises `MalformedResponse`."""
    data = _object(data)
    return {"id": _id(data, "id"), **{name: _text(data, name) for name in GITHUB_TEXTS}}


def github_emails(data: Any) -> list[dict]:
    """Return the valid emails of a GitHub user. Raises `MalformedResponse`."""
    if data is None:
        return []
    if not isinstance(data, list):
        raise MalformedResponse("The emails are not a list.")
    entries = [_object(entry) for entry in data]
    return [
        {
            "email": _text(entry, "email"),
            "primary": entry.get("primary") is True,
            "verified": entry.get("verified") is True,
        }
        for entry in entries
        if _is_email(_text(entry, "email"))
    ]


def google_profile(data: Any) -> dict:
    """Return the members of a Google user that the portal reads. Raises `MalformedResponse`."""
    data = _object(data)
    profile = {name: _text(data, name) for name in GOOGLE_TEXTS}
    if not _is_email(profile["email"]):
        profile["email"] = None
    flags = {name: data.get(name) in (True, "true") for name in GOOGLE_FLAGS}
    return {"sub": _id(data, "sub" if "sub" in data else "id"), **profile, **flags}


def _object(data: Any) -> dict:
    if not isinstance(data, dict):
        raise MalformedResponse("The response is not an object.")
    return data


def _text(data: dict, name: str) -> str | None:
    value = data.get(name)
    if value is not None and not (isinstance(value, str) and plain_text.is_storable(value)):
        raise MalformedResponse(f"{name} is not a string.")
    return value


def _id(data: dict, name: str) -> str:
    value = data.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not (isinstance(value, str) and plain_text.is_storable(value) and 0 < len(value) <= MAX_ID_LENGTH):
        raise MalformedResponse(f"{name} is not an ID.")
    return value


def _is_email(email: str | None) -> bool:
    try:
        return email is not None and bool(email_address.clean(email))
    except ValidationError:
        return False
