"""GitHub and Google as the settings want them: the real ones with ids from the environment, or stand-ins.

Imports no Django, for the settings are being read when this runs.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

GITHUB, GOOGLE = "https://github.com", "https://accounts.google.com"


@dataclass(frozen=True)
class Providers:
    """`social` is for `SOCIALACCOUNT_PROVIDERS`; `origins` are where a form of ours may lead to."""

    social: dict
    origins: list[str]


def read(env, *, embedded: bool) -> Providers:
    """Providers with ids in the environment; in the embedded default a stand-in for each that has none."""
    social, origins = {}, []
    for name, build in (("GITHUB", _github), ("GOOGLE", _google)):
        identity, url = env.str(f"{name}_CLIENT_ID", ""), env.str(f"{name}_URL", "").rstrip("/")
        if not identity and embedded:
            identity, url = "portal", f"http://127.0.0.1:{env.int(f'{name}_PORT', PORTS[name])}"
        if identity:
            app = {"client_id": identity, "secret": env.str(f"{name}_CLIENT_SECRET", "") or "none"}
            settings, origin = build(app, url)
            social[name.lower()] = {**settings, "OAUTH_PKCE_ENABLED": True}
            origins.append(origin)
    return Providers(social, origins)


PORTS = {"GITHUB": 8101, "GOOGLE": 8102}


def is_stand_in(origin: str) -> bool:
    """Whether an address is no provider that could be trusted: plain HTTP, or this machine."""
    parts = urlsplit(origin)
    return parts.scheme != "https" or parts.hostname in {"localhost", "127.0.0.1", "::1"}


def _github(app: dict, url: str) -> tuple[dict, str]:
    settings = {"APPS": [app], "SCOPE": ["read:user", "user:email"]}
    if url:
        settings["GITHUB_URL"] = url
    return settings, url or GITHUB


def _google(app: dict, url: str) -> tuple[dict, str]:
    settings = {"APPS": [app], "SCOPE": ["openid", "profile", "email"]}
    if url:
        settings |= {
            "AUTHORIZE_URL": f"{url}/oauth2/authorize",
            "ACCESS_TOKEN_URL": f"{url}/oauth2/token",
            "IDENTITY_URL": f"{url}/userinfo",
            "CERTS_URL": f"{url}/jwks",
            "ID_TOKEN_ISSUER": url,
        }
    return settings, url or GOOGLE
