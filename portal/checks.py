"""System checks for settings that would be unsafe in production."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from portal.cors import is_loopback


def check_production(app_configs: Sequence[AppConfig] | None = None, **options: Any) -> list[CheckMessage]:
    """Return what is unsafe about a configured (not embedded) portal."""
    if settings.EMBEDDED:
        return []
    messages: list[CheckMessage] = []
    if not settings.SECURE:
        messages.append(
            Error(
                "PORTAL_URL is plain HTTP.",
                hint="Serve the portal over HTTPS and set PORTAL_URL to its https:// address.",
                id="portal.E001",
            )
        )
    if len(settings.SECRET_KEY) < 50:
        messages.append(
            Error("PORTAL_SECRET_KEY is short.", hint="Use 50 random characters or more.", id="portal.E002")
        )
    if "locmem" in settings.CACHES["default"]["BACKEND"]:
        messages.append(
            Error(
                "The cache is local to each process, so rate limits count only their own.",
                hint="Set REDIS_URL to a server that all processes share.",
                id="portal.E003",
            )
        )
    if connection.vendor == "sqlite":
        messages.append(
            Warning("SQLite is meant for the embedded default.", hint="Use PostgreSQL.", id="portal.W001")
        )
    if settings.EMULATOR_KEY:
        messages.append(
            Warning(
                "EMULATOR_KEY is set: organizations can be created on the emulator.",
                hint="Unset EMULATOR_KEY and EMULATOR_URL unless this portal is for testing.",
                id="portal.W002",
            )
        )
    if any(is_loopback(origin) for origin in settings.CORS_ALLOWED_ORIGINS):
        messages.append(
            Warning(
                "PORTAL_CORS_ALLOWED_ORIGINS contains loopback.",
                hint="Any program on its users' machines may call the Portal API. Remove it after the test.",
                id="portal.W003",
            )
        )
    return messages


def check_cors(app_configs: Sequence[AppConfig] | None = None, **options: Any) -> list[CheckMessage]:
    """Return what would open the Portal API to sites that operators did not name."""
    opened = [
        name
        for name in ("CORS_ALLOW_ALL_ORIGINS", "CORS_ALLOWED_ORIGIN_REGEXES", "CORS_ALLOW_CREDENTIALS")
        if getattr(settings, name, None)
    ]
    return [
        Error(
            f"{name} is set.",
            hint="Name each site in PORTAL_CORS_ALLOWED_ORIGINS. Sites call with tokens, never with cookies.",
            id="portal.E004",
        )
        for name in opened
    ]


def refuse_unsafe_start() -> None:
    """Raise `ImproperlyConfigured` with the errors of the system checks of every app, if any."""
    if errors := [str(message) for message in run_checks() if message.is_serious()]:
        raise ImproperlyConfigured("\n".join(errors))
