"""GitHub and Google as the settings want them: the real ones with ids from the environment, or stand-ins.

Imports no Django, for the settings are being read when this runs.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Providers:
    """`social` is for `SOCIALACCOUNT_PROVIDERS`; `origins` are where a form of ours may lead to."""

    social: dict
    origins: list[str]


def read(env, *, embedded: bool) -> Providers:
    """Providers with ids in the environment; in the embedded default, stand-ins for those without."""
    social, origins = {}, []
    for name, settings, origin in (_github(env, embedded), _google(env, embedded)):
        if settings["APPS"][0]["client_id"]:
            social[name] = {**settings, "OAUTH_PKCE_ENABLED": True}
            origins.append(origin)
    return Providers(social, origins)


def _github(env, embedded: bool) -> tuple[str, dict, str]:
    identity, secret = env.str("GITHUB_CLIENT_ID", ""), env.str("GITHUB_CLIENT_SECRET", "")
    url = env.str("GITHUB_URL", "").rstrip("/")
    if embedded and not identity:
        identity, secret, url = "portal", "none", f"http://127.0.0.1:{env.int('GITHUB_PORT', 8101)}"
    settings = {"APPS": [_app(identity, secret)], "SCOPE": ["read:user", "user:email"]}
    if url:
        settings["GITHUB_URL"] = url
    return "github", settings, url or "https://github.com"


def _google(env, embedded: bool) -> tuple[str, dict, str]:
    identity, secret = env.str("GOOGLE_CLIENT_ID", ""), env.str("GOOGLE_CLIENT_SECRET", "")
    url = env.str("GOOGLE_URL", "").rstrip("/")
    if embedded and not identity:
        identity, secret, url = "portal", "none", f"http://127.0.0.1:{env.int('GOOGLE_PORT', 8102)}"
    settings = {"APPS": [_app(identity, secret)], "SCOPE": ["openid", "profile", "email"]}
    if url:
        settings |= {
            "AUTHORIZE_URL": f"{url}/oauth2/authorize",
            "ACCESS_TOKEN_URL": f"{url}/oauth2/token",
            "IDENTITY_URL": f"{url}/userinfo",
            "CERTS_URL": f"{url}/jwks",
            "ID_TOKEN_ISSUER": url,
        }
    return "google", settings, url or "https://accounts.google.com"


def _app(identity: str, secret: str) -> dict:
    return {"client_id": identity, "secret": secret}
