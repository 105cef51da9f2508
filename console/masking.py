"""Secrets and tokens in calls and responses, replaced before anything is stored or logged.

A value is a secret by the name of its key, parameter or header, wherever it stands, or by its own look: a
JSON Web Token, the credentials of an Authorization header, and those in a URL.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from console.request import json_editor
from console.request.json_editor import Number

MASK = "***"
# Words of a name. The lower-case ones are looked for in whole texts first, which is fast.
_WORDS = (
    *("password", "passwd", "pwd", "passphrase", "secret", "token", "credential", "authorization"),
    *("customauth", "custom_auth", "auth_header", "authheader", "cookie", "verification", "connectionstring"),
    *("connection_string", "apikey", "key"),
)
_SECRET_NAME = re.compile(
    r"password|passwd|pwd$|passphrase|secret|token|credential|authorization|custom_?auth|auth_?header|cookie"
    r"|verification_?code|connection_?string"
    r"|(?:hash|shared|api|access|private|signing|encryption|subscription|functions?|account|master)[_-]?key",
    re.I,
)
# Their names only speak of a secret: how long a token is valid, or where one is issued.
_ABOUT_A_SECRET = re.compile(
    r"(?:duration|lifetime|endpoint|expir\w*|_?type|date|policy|config|(?<!ac)count|length|reuse|(?:password|token|secret|key|[_-])age|required)$",
    re.I,
)
_JWT = re.compile(r"\beyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)*")
_AUTHORIZATION = re.compile(r"\b(Bearer|Basic)(\s+)[\w.~+/=-]{8,}", re.I)
_CREDENTIALS_IN_URL = re.compile(r"(?<=://)[^/\s:@]{1,200}:[^/\s@]{1,200}(?=@)")
_QUERY_PAIR = re.compile(r"(^|[?&;])([\w.%\[\]~-]{1,100})=([^&#\s\"'<>]+)")
# Of text that is not JSON, such as a form, XML, or JSON that was cut off.
_PAIR = re.compile(
    r"""(?P<name>[\w.~-]{1,100})(?P<between>\\?["']?\s*[=:]\s*)"""
    r"""(?:(?P<quote>\\?["'])(?:(?!(?P=quote))(?:\\.|.))*(?:(?P=quote)|$)|[\[{][^\]}]*|[^\s&,;"'<>{}\[\]]+)""",
    re.S,
)
_ELEMENT = re.compile(r"<(?P<name>[\w.:-]{1,100})(?P<rest>(?:\s[^>]*)?)>(?P<value>[^<]+)")

Pairs = Iterable[tuple[str, str]]


@lru_cache(maxsize=4096)  # the records of a list have the same names
def is_secret_name(name: str) -> bool:
    """Return whether a value of that name is a secret.

    >>> is_secret_name("ClientSecret"), is_secret_name("AccessTokenDuration")
    (True, False)
    """
    return bool(_SECRET_NAME.search(name)) and not _ABOUT_A_SECRET.search(name)


def mask_value(value: Any) -> Any:
    """Return a JSON value with its secrets replaced; what is null or empty stays.

    The value of a pair such as `{"Name": "Authorization", "Value": "…"}` is one too.
    """
    if isinstance(value, dict):
        return {
            name: _mask_all(item) if _is_secret_member(name, value) else mask_value(item)
            for name, item in value.items()
        }
    if isinstance(value, list):
        return [mask_value(item) for item in value]
    return _mask_string(value) if isinstance(value, str) else value


def mask_text(text: str) -> str:
    """Return a body with its secrets replaced. JSON without any keeps every character."""
    if not may_contain_secrets(text):
        return text
    try:
        value = json_editor.loads(text)
    except ValueError:
        return _mask_words(text)
    masked = mask_value(value)
    return text if masked == value else json_editor.dumps_pretty(masked).value


def mask_json(value: Any, limit: int) -> tuple[str, bool]:
    """Return a JSON value as text without its secrets, and whether it was cut at `limit` characters.

    What is beyond the limit is never written, so a large value takes as long as a small one.
    """
    parts: list[str] = []
    length = 0
    for part in _masked_parts(value, secret=False):
        parts.append(part)
        length += len(part)
        if length > limit:
            return "".join(parts)[:limit], True
    return "".join(parts), False


def mask_pairs(pairs: Pairs) -> tuple[tuple[str, str], ...]:
    """Return parameters or headers with the values of secret ones replaced."""
    return tuple(
        (name, MASK if value and is_secret_name(name) else _mask_string(value)) for name, value in pairs
    )


def mask_path(template: str, arguments: Pairs) -> str:
    """Return a path with its parameters filled in and encoded; those that are secrets are replaced."""
    path = template
    for name, value in mask_pairs(arguments):
        if value:
            path = path.replace(f"{{{name}}}", value if value == MASK else quote(value, safe=""))
    return path


def _masked_parts(value: Any, *, secret: bool) -> Iterator[str]:
    if isinstance(value, dict):
        yield "{"
        for index, (name, item) in enumerate(value.items()):
            yield f"{', ' if index else ''}{json_editor.dumps(name)}: "
            yield from _masked_parts(item, secret=secret or _is_secret_member(name, value))
        yield "}"
    elif isinstance(value, list):
        yield "["
        for index, item in enumerate(value):
            yield ", " if index else ""
            yield from _masked_parts(item, secret=secret)
        yield "]"
    else:
        yield json_editor.dumps(_mask_all(value) if secret else mask_value(value))


def _is_secret_member(name: str, members: dict[str, Any]) -> bool:
    """Return whether a member is a secret: by its name, or as the value beside the name of one."""
    if is_secret_name(name):
        return True
    return name.lower() == "value" and any(
        is_secret_name(item)
        for other, item in members.items()
        if other.lower() in ("name", "key") and isinstance(item, str)
    )


def may_contain_secrets(text: str) -> bool:
    """Return whether a search for secrets in `text` may find any; fast, also for long texts."""
    if "eyJ" in text or "\\u" in text or "://" in text and "@" in text:
        return True
    lowered = text.lower()
    return any(word in lowered for word in _WORDS) or "bearer" in lowered or "basic" in lowered


def _mask_all(value: Any) -> Any:
    """Replace every value in `value`: all of it is secret."""
    if isinstance(value, dict):
        return {name: _mask_all(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_mask_all(item) for item in value]
    return MASK if isinstance(value, str | Number) and value != "" else value


def _mask_string(text: str) -> str:
    """Replace what looks like a secret in one string."""
    stripped = text.lstrip()
    if stripped.startswith(("{", "[")) and may_contain_secrets(text):
        try:
            value = json_editor.loads(text)
        except ValueError:
            return _mask_words(text)
        masked = mask_value(value)
        return text if masked == value else json_editor.dumps(masked)
    return _mask_looks(text)


def _mask_looks(text: str) -> str:
    if "eyJ" in text:
        text = _JWT.sub(MASK, text)
    if "://" in text and "@" in text:
        text = _CREDENTIALS_IN_URL.sub(MASK, text)
    if "=" in text:
        text = _QUERY_PAIR.sub(
            lambda match: f"{match[1]}{match[2]}={MASK}" if is_secret_name(match[2]) else match[0], text
        )
    return _AUTHORIZATION.sub(rf"\1\2{MASK}", text)


def _mask_words(text: str) -> str:
    """Replace the secrets of text that is not JSON."""
    text = _mask_looks(text)
    text = _ELEMENT.sub(
        lambda match: (
            f"<{match['name']}{match['rest']}>{MASK}" if is_secret_name(match["name"]) else match[0]
        ),
        text,
    )
    return _PAIR.sub(_mask_pair, text)


def _mask_pair(match: re.Match[str]) -> str:
    if not is_secret_name(match["name"]):
        return match[0]
    quote_sign = match["quote"] or ""
    return f"{match['name']}{match['between']}{quote_sign}{MASK}{quote_sign}"
