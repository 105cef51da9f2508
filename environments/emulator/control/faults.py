"""What the emulator is told to do wrong, so that others can show how they bear it.

A rule says when it applies and what then happens:

    Organization, Environment, Method, Path   which calls; Path may hold *, and begins after the environment
    Chance, Times                             how often of a hundred (0 to 1), how many times in all
    LatencyMs, JitterMs                       wait before answering
    Rate                                      above so many calls a second: 429 with Retry-After
    Status, RetryAfter                        answer so instead of doing it
    Cut                                       "before" (no answer at all), "during" (half an answer)
    SlowMs                                    the answer comes in ten pieces, with this pause between them
    TokenSeconds                              tokens live so long only
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
    settings: dict
    remaining: int | None = None
    recent: deque = field(default_factory=deque)

    def matches(self, method: str, path: str, environment: str, organization: str) -> bool:
        facts = self.settings
        return (
            facts.get("Method", method).upper() == method
            and fnmatch(path.lower(), facts.get("Path", "*").lower())
            and facts.get("Environment", environment).lower() == environment.lower()
            and facts.get("Organization", organization).lower() == organization.lower()
        )


@dataclass
class Effects:
    """What the rules that apply to a call do to its answer."""

    cut: str | None = None
    slow_ms: float = 0


class Faults:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[Rule] = []
        self._random = random.Random()

    @property
    def rules(self) -> list[dict]:
        return [rule.settings for rule in self._rules]

    def set(self, rules: list) -> None:
        """Take these rules instead of those there were. Raises ApiError for what is no rule."""
        made = [Rule(facts, facts.get("Times")) for facts in map(_checked, rules)]
        with self._lock:
            self._rules = made

    def reset(self) -> None:
        self.set([])

    def token_seconds(self, environment: str, organization: str, usual: int) -> int:
        """How long a token may live."""
        for rule in self._rules:
            if "TokenSeconds" in rule.settings and rule.matches(
                "POST", "/oauth/token", environment, organization
            ):
                return min(usual, rule.settings["TokenSeconds"])
        return usual

    def apply(self, method: str, path: str, environment: str, organization: str) -> Effects:
        """Wait, refuse, or say what is to become of the answer."""
        effects = Effects()
        if not self._rules:
            return effects
        struck = [
            r
            for r in self._rules
            if r.matches(method, path, environment, organization) and self._is_triggered(r)
        ]
        for rule in struck:
            self._wait(rule.settings)
        for rule in struck:
            _raise_error(rule.settings)
            effects.cut = rule.settings.get("Cut", effects.cut)
            effects.slow_ms = rule.settings.get("SlowMs", effects.slow_ms)
        return effects

    def _is_triggered(self, rule: Rule) -> bool:
        """Whether a rule that fits strikes this time."""
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

    def _wait(self, facts: dict) -> None:
        pause = facts.get("LatencyMs", 0) + self._random.random() * facts.get("JitterMs", 0)
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


def _raise_error(facts: dict) -> None:
    status = facts.get("Status") or (429 if "Rate" in facts else None)
    if status is None:
        return
    headers = []
    if status in (429, 503):
        headers.append(("Retry-After", str(facts.get("RetryAfter", 1))))
    data = {"ObjectType": "Fault", "ObjectID": "fault"} if status == 404 else None
    raise errors.ApiError(
        status, _CODES.get(status, "ServerError"), "The emulator was told to fail.", data, headers
    )


def _checked(facts: object) -> dict[str, Any]:
    if not isinstance(facts, dict):
        raise errors.invalid_value("Rules", "A rule is an object.")
    # Bodies are read with exact digits; here only the size of a number counts.
    facts = {name: float(value) if isinstance(value, Decimal) else value for name, value in facts.items()}
    for name, value in facts.items():
        if name not in _NAMES:
            raise errors.invalid_value(name, f"A rule has no {name}; it has {', '.join(_NAMES)}.")
        if not isinstance(value, _NAMES[name]) or isinstance(value, bool):
            raise errors.invalid_value(name, f"{name} has a wrong value.")
        if not isinstance(value, str) and value < 0:
            raise errors.invalid_value(name, f"{name} must be 0 or more.")
    # One of the hundreds would only announce the answer that a caller then waits for.
    if not 200 <= facts.get("Status", 500) <= 599:
        raise errors.invalid_value("Status", "Status must be that of an answer, 200 to 599.")
    if facts.get("Cut", "before") not in ("before", "during"):
        raise errors.invalid_value("Cut", "Cut is before or during.")
    return facts
