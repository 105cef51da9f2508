"""Reading of settings from the environment, through helpers that reject invalid values."""

from collections.abc import Callable
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
EMBEDDED = not env.str("DATABASE_URL", "")


def required(name: str, embedded_value: Callable[[], str]) -> str:
    """Return the environment variable `name`, or `embedded_value()` in the embedded default."""
    value = env.str(name, "")
    if value:
        return value
    if EMBEDDED:
        return embedded_value()
    raise ImproperlyConfigured(f"{name} is not set. It is required when DATABASE_URL is set.")


def http_url(name: str, default: str) -> str:
    """Return the http(s) URL in the environment variable `name`, without a slash at its end."""
    value = env.str(name, default).rstrip("/")
    if urlsplit(value).scheme not in {"http", "https"}:
        raise ImproperlyConfigured(f"{name} is {value!r}, but must begin with http:// or https://.")
    return value


def positive_number(name: str, default: int) -> int:
    """Return the whole number from 1 on in the environment variable `name`."""
    value = env.str(name, "") or str(default)
    if not (value.isascii() and value.isdigit() and len(value) <= 9 and int(value)):
        raise ImproperlyConfigured(f"{name} is {value!r}, but must be a whole number from 1 on.")
    return int(value)
