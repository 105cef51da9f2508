"""What would be unsafe in production, named before the first request."""

from django.conf import settings
from django.core.checks import Error, Warning, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connection


def production(app_configs=None, **kwargs) -> list:
    """Findings about a configured (not embedded) portal; empty when it is safe."""
    if settings.EMBEDDED:
        return []
    found = []
    if not settings.SECURE:
        found.append(
            Error(
                "PORTAL_URL is plain HTTP.",
                hint="Serve the portal over HTTPS and set PORTAL_URL to its https:// address.",
                id="portal.E001",
            )
        )
    if len(settings.SECRET_KEY) < 50:
        found.append(
            Error("PORTAL_SECRET_KEY is short.", hint="Use 50 random characters or more.", id="portal.E002")
        )
    if "locmem" in settings.CACHES["default"]["BACKEND"]:
        found.append(
            Error(
                "The cache is local to each process, so rate limits count only their own.",
                hint="Set REDIS_URL to a server that all processes share.",
                id="portal.E003",
            )
        )
    if connection.vendor == "sqlite":
        found.append(
            Warning("SQLite is meant for the embedded default.", hint="Use PostgreSQL.", id="portal.W001")
        )
    if settings.EMULATOR_KEY:
        found.append(
            Warning(
                "EMULATOR_KEY is set: organizations of the emulator can be made here.",
                hint="Unset EMULATOR_KEY and EMULATOR_URL unless this portal is for trying things.",
                id="portal.W002",
            )
        )
    return found


def refuse_unsafe_start() -> None:
    """Raises ImproperlyConfigured with the findings of every app that make the portal unsafe to serve."""
    if unsafe := [str(finding) for finding in run_checks() if finding.is_serious()]:
        raise ImproperlyConfigured("\n".join(unsafe))
