"""System check: no stand-ins for sign-in providers outside the embedded default."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error


def is_stand_in(origin: str) -> bool:
    """Return whether no real provider can be at `origin`: plain HTTP, or this machine."""
    parts = urlsplit(origin)
    return parts.scheme != "https" or parts.hostname in {"localhost", "127.0.0.1", "::1"}


def check_social_providers(app_configs: Any = None, **kwargs: Any) -> list[Error]:
    """Return an error for each stand-in that a configured (not embedded) portal would trust."""
    if settings.EMBEDDED:
        return []
    return [
        Error(
            f"{origin} is a stand-in for GitHub or Google: anyone can sign in there as anyone.",
            hint="Unset GITHUB_URL and GOOGLE_URL, and set the client IDs of the real providers.",
            id="accounts.E001",
        )
        for origin in filter(is_stand_in, settings.PROVIDERS.origins)
    ]
