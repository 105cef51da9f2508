"""What would let strangers in outside the embedded default."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error


def is_stand_in(origin: str) -> bool:
    """Whether an address is no provider that could be trusted: plain HTTP, or this machine."""
    parts = urlsplit(origin)
    return parts.scheme != "https" or parts.hostname in {"localhost", "127.0.0.1", "::1"}


def check_social_providers(app_configs: Any = None, **kwargs: Any) -> list[Error]:
    """Findings about a configured (not embedded) portal; empty when its door is safe."""
    if settings.EMBEDDED:
        return []
    found = []
    for origin in filter(is_stand_in, settings.PROVIDERS.origins):
        found.append(
            Error(
                f"{origin} is a stand-in for GitHub or Google: anyone can sign in there as anyone.",
                hint="Unset GITHUB_URL and GOOGLE_URL, and set the ids that the real providers gave you.",
                id="accounts.E001",
            )
        )
    return found
