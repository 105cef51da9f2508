"""Settings of GitHub and Google sign-in, from the environment or for local stand-ins.

Imports no Django, because the settings are being loaded when this runs.
"""

from dataclasses import dataclass
from typing import Any

from environ import Env


@dataclass(frozen=True)
class Providers:
    """The providers that are configured.

    Attributes:
        social: the value of `SOCIALACCOUNT_PROVIDERS`.
        origins: the providers' origins, to which forms may redirect.
    """

    social: dict[str, dict[str, Any]]
    origins: list[str]


def load(env: Env, *, embedded: bool) -> Providers:
    """Return the providers with a client ID; in the embedded default, stand-ins for the others."""
    social, origins = {}, []
    for name, settings, origin in (_github(env, embedded), _google(env, embedded)):
        if settings["APPS"][0]["client_id"]:
            social[name] = {**settings, "OAUTH_PKCE_ENABLED": True}
            origins.append(origin)
    return Providers(social, origins)


def _github(env: Env, embedded: bool) -> tuple[str, dict[str, Any], str]:
    client_id, secret = env.str("GITHUB_CLIENT_ID", ""), env.str("GITHUB_CLIENT_SECRET", "")
    url = env.str("GITHUB_URL", "").rstrip("/")
    if embedded and not client_id:
        client_id, secret, url = "portal", "none", f"http://127.0.0.1:{env.int('GITHUB_PORT', 8101)}"
    settings: dict[str, Any] = {"APPS": [_app(client_id, secret)], "SCOPE": ["read:user", "user:email"]}
    if url:
        settings["GITHUB_URL"] = url
    return "github", settings, url or "https://github.com"


def _google(env: Env, embedded: bool) -> tuple[str, dict[str, Any], str]:
    client_id, secret = env.str("GOOGLE_CLIENT_ID", ""), env.str("GOOGLE_CLIENT_SECRET", "")
    url = env.str("GOOGLE_URL", "").rstrip("/")
    if embedded and not client_id:
        client_id, secret, url = "portal", "none", f"http://127.0.0.1:{env.int('GOOGLE_PORT', 8102)}"
    settings: dict[str, Any] = {"APPS": [_app(client_id, secret)], "SCOPE": ["openid", "profile", "email"]}
    if url:
        settings |= {
            "AUTHORIZE_URL": f"{url}/oauth2/authorize",
            "ACCESS_TOKEN_URL": f"{url}/oauth2/token",
            "IDENTITY_URL": f"{url}/userinfo",
            "CERTS_URL": f"{url}/jwks",
            "ID_TOKEN_ISSUER": url,
        }
    return "google", settings, url or "https://accounts.google.com"


def _app(client_id: str, secret: str) -> dict[str, str]:
    return {"client_id": client_id, "secret": secret}
