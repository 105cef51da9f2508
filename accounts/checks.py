"""What would let strangers in outside the embedded default."""

from django.conf import settings
from django.core.checks import Error

from accounts.provider_settings import is_stand_in


def unsafe_doors(app_configs=None, **kwargs) -> list[Error]:
    """Findings about a configured (not embedded) portal; empty when its door is safe."""
    if settings.EMBEDDED:
        return []
    found = []
    for origin in filter(is_stand_in, settings.PROVIDERS.origins):
        found.append(
            Error(
                f"{origin} is a stand-in for GitHub or Google: it lets anybody in as anybody.",
                hint="Unset GITHUB_URL and GOOGLE_URL, and set the ids that the real providers gave you.",
                id="accounts.E001",
            )
        )
    return found
