"""Faults that the emulator injects on request, to test how its clients handle them.

A rule states when it applies and what happens then:

    Organization, Environment, Method, Path   which requests; Path begins after the environment; may have *
    Chance, Times                             the probability (0 to 1), and how many times in total
    LatencyMs, JitterMs                       wait before responding
    Rate                                      above this many requests per second: 429 with Retry-After
    Status, RetryAfter                        respond with this instead of processing the request
    Cut                                       "before" (no response at all), "during" (half of the response)
    SlowMs                                    the response comes in ten pieces, with this pause before each
    TokenSeconds                              the lifetime of tokens
"""

import random
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from decimal import Decimal
from fnmatch import fnmatch
from typing import Any

from environments.emulator import errors

_NAMES: dict[str, Any] = {
    "Organization": str,
    "Environment": str,
    "Method": str,
    "Path": str,
    "Chance": (int, float),
    "Times": int,
    "LatencyMs": (int, float),
    "JitterMs": (int, float),
    "Rate": (int, float),
    "Status": int,
    "RetryAfter": int,
    "Cut": str,
    "SlowMs": (int, float),
    "TokenSeconds": int,
}
_CODES = {
    400: "ValidationFailure",
    401: "InvalidToken",
    403: "Auth.InsufficientRoles",
    404: "NotFound",
    408: "Request.Timeout",
    409: "IdExists",
    429: "Request.TooMany",
    503: "Api.Offline",
}


@dataclass
class Rule:
    """A fault rule. `remaining` counts down its `Times`; `recent` has the times of calls for its `Rate`."""

    settings: dict
    remaining: int | None = None
    recent: deque = field(default_factory=deque)

    def matches(self, method: str, path: str, environment: str, organization: str) -> bool:
        settings = self.settings
        return (
            settings.get("Method", method).upper() == method
            and fnmatch(path.lower(), settings.get("Path", "*").lower())
            and settings.get("Environment", environment).lower() == environment.lower()
            and settings.get("Organization", organization).lower() == organization.lower()
        )


@dataclass
class ResponseFault:
    """What the rules that apply to a request do to its response."""

    truncation: str | None = None
    slow_ms: float = 0


class Faults:
    """The fault rules of an emulator. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[Rule] = []
        self._random = random.Random()

    @property
    def rules(self) -> list[dict]:
        return [rule.settings for rule in self._rules]

    def set(self, rules: list) -> None:
        """Replace all rules.

        Raises:
            ApiError: a rule is invalid.
        """
        new_rules = [Rule(settings, settings.get("Times")) for settings in map(_validated, rules)]
        with self._lock:
            self._rules = new_rules

    def reset(self) -> None:
        self.set([])

    def token_seconds(self, environment: str, organization: str, default: int) -> int:
        """Return the lifetime of a new token; `default` without a rule for it."""
        for rule in self._rules:
            if "TokenSeconds" in rule.settings and rule.matches(
                "POST", "/oauth/token", environment, organization
            ):
                return min(default, rule.settings["TokenSeconds"])
        return default

    def apply(self, method: str, path: str, environment: str, organization: str) -> ResponseFault:
        """Apply the rules that match a request: wait, and return what to do to its response.

        Raises:
            ApiError: a rule sets the status.
        """
        fault = ResponseFault()
        if not self._rules:
            return fault
        triggered = [
            r
            for r in self._rules
            if r.matches(method, path, environment, organization) and self._is_triggered(r)
        ]
        for rule in triggered:
            self._wait(rule.settings)
        for rule in triggered:
            _raise_error(rule.settings)
            fault.truncation = rule.settings.get("Cut", fault.truncation)
            fault.slow_ms = rule.settings.get("SlowMs", fault.slow_ms)
        return fault

    def _is_triggered(self, rule: Rule) -> bool:
        """Return whether a matching rule takes effect this time."""
        with self._lock:
            if "Rate" in rule.settings and not _exceeds_rate(rule):
                return False
            if rule.remaining is not None and rule.remaining <= 0:
                return False
            if self._random.random() >= rule.settings.get("Chance", 1):
                return False
            if rule.remaining is not None:
                rule.remaining -= 1
            return True

    def _wait(self, settings: dict) -> None:
        pause = settings.get("LatencyMs", 0) + self._random.random() * settings.get("JitterMs", 0)
        if pause:
            time.sleep(pause / 1000)


def _exceeds_rate(rule: Rule) -> bool:
    now = time.monotonic()
    while rule.recent and rule.recent[0] <= now - 1:
        rule.recent.popleft()
    if len(rule.recent) < rule.settings["Rate"]:
        rule.recent.append(now)
        return False
    return True


def _raise_error(settings: dict) -> None:
    status = settings.get("Status") or (429 if "Rate" in settings else None)
    if status is None:
        return
    headers = []
    if status in (429, 503):
        headers.append(("Retry-After", str(settings.get("RetryAfter", 1))))
    data = {"ObjectType": "Fault", "ObjectID": "fault"} if status == 404 else None
    raise errors.ApiError(
        status, _CODES.get(status, "ServerError"), "A fault rule caused this error.", data, headers
    )


def _validated(rule: object) -> dict[str, Any]:
    if not isinstance(rule, dict):
        raise errors.invalid_value("Rules", "A rule must be an object.")
    # Bodies have exact decimals; rules need floats only.
    settings = {name: float(value) if isinstance(value, Decimal) else value for name, value in rule.items()}
    for name, value in settings.items():
        if name not in _NAMES:
            raise errors.invalid_value(
                name, f"{name} is not a property of a rule. The properties are {', '.join(_NAMES)}."
            )
        if not isinstance(value, _NAMES[name]) or isinstance(value, bool):
            raise errors.invalid_value(name, f"{name} has a value of the wrong type.")
        if not isinstance(value, str) and value < 0:
            raise errors.invalid_value(name, f"{name} must be 0 or more.")
    # After an informational status (1xx) a client would keep waiting for the response.
    if not 200 <= settings.get("Status", 500) <= 599:
        raise errors.invalid_value("Status", "Status must be between 200 and 599.")
    if settings.get("Cut", "before") not in ("before", "during"):
        raise errors.invalid_value("Cut", "Cut must be before or during.")
    return settings
