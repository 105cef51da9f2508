"""Parsing of the Portal API's request bodies: bounded, unambiguous JSON whose texts can all be stored."""

import json
import math
from collections.abc import Iterable
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser

from lib import plain_text
from lib.api.errors import ApiError

MAX_DEPTH = 32  # arrays and objects inside one another
MAX_DIGITS = 19  # of a whole number: what the database holds
JSON_TYPES = frozenset({"application/json", "text/json"})


class InvalidBody(ValueError):
    """The body is not JSON that the API takes; the message says why."""


class PlainTextParser(Parser):
    """Check every text of a body before any schema sees it."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Parse the body.

        Raises:
            ApiError: 415 for a content type other than JSON; a client may leave it out.
            InvalidBody: it is not JSON, or JSON that programs read differently.
            ValidationError: a text holds characters that are refused.
        """
        content_type = (request.content_type or "").lower()
        if content_type and content_type not in JSON_TYPES and not content_type.endswith("+json"):
            raise ApiError(415, "Request.InvalidContentType", "Send the body as application/json.")
        body = parse(request.body)
        plain_text.check_body(body)
        return body


def parse(data: bytes) -> Any:
    """Return the value of a JSON text in UTF-8.

    Raises:
        InvalidBody: for other text, and for what has no single meaning: members that repeat, numbers that are
            not finite or too large, and more than `MAX_DEPTH` levels.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidBody("The body isn't UTF-8.") from error
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_whole_number,
            parse_float=_decimal,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as error:
        raise InvalidBody(f"The body isn't JSON: {error.msg} at character {error.pos}.") from error
    except RecursionError as error:
        raise _too_deep() from error
    _check_depth(value)
    return value


def _object(members: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(members)
    if len(found) != len(members):
        raise InvalidBody("A member of the body appears twice.")
    return found


def _whole_number(text: str) -> int:
    if len(text.lstrip("-")) > MAX_DIGITS:
        raise InvalidBody(f"A number of the body has more than {MAX_DIGITS} digits.")
    return int(text)


def _decimal(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise InvalidBody("A number of the body is too large.")
    return number


def _constant(name: str) -> NoReturn:
    raise InvalidBody(f"{name} isn't JSON.")


def _check_depth(value: Any) -> None:
    containers = [value]
    for _ in range(MAX_DEPTH):
        inside = (inner for outer in containers for inner in _members(outer))
        containers = [each for each in inside if isinstance(each, dict | list)]
        if not containers:
            return
    raise _too_deep()


def _members(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _too_deep() -> InvalidBody:
    return InvalidBody(f"The body has more than {MAX_DEPTH} levels.")
