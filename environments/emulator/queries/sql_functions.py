"""SQL functions of the filter language, for properties without a column of their own."""

import re
import sqlite3

from environments.emulator.queries import filter_expressions
from environments.emulator.queries.properties import leaf_texts, value_at_path
from lib import exact_json

_INDEX = re.compile(r'"[^"]*"|\[\d+\]')


def register(connection: sqlite3.Connection) -> None:
    """Register five functions on a connection.

    `matches(expression, json)`: whether the result of `body -> path` satisfies a filter expression.
    `matches_at_path(expression, json, path)`: the same for a value inside it; `path` is names joined by NUL.
    `fold(text)`: the text with its case folded.
    `texts_in(json, pattern)`: the searchable texts under names that match a pattern with stars.
    `xp_path(fullkey)`: the folded path of a value, without array indexes.
    """
    connection.create_function("matches_at_path", 3, _matches_at_path, deterministic=True)
    connection.create_function("fold", 1, str.casefold, deterministic=True)
    connection.create_function("matches", 2, _matches, deterministic=True)
    connection.create_function("texts_in", 2, _texts_in, deterministic=True)
    connection.create_function("xp_path", 1, _xp_path, deterministic=True)


def _matches_at_path(text: str, json_text: str | None, path: str) -> bool:
    value = exact_json.loads(json_text) if json_text else None
    return filter_expressions.matches(text, value_at_path(value, tuple(path.split("\0"))))


def _matches(text: str, json_text: str | None) -> bool:
    if json_text is None or json_text == "null":
        value = None
    elif json_text[0] == '"' and "\\" not in json_text:
        value = json_text[1:-1]
    else:
        value = exact_json.loads(json_text)
    return filter_expressions.matches(text, value)


def _texts_in(json_text: str | None, pattern: str) -> str | None:
    if not json_text:
        return None
    # One line per text, so that no phrase matches across two texts.
    return "\n ".join(f"{text} " for text in leaf_texts(exact_json.loads(json_text), pattern))


def _xp_path(fullkey: str) -> str:
    if "[" in fullkey:
        fullkey = _INDEX.sub(lambda match: "" if match[0][0] == "[" else match[0], fullkey)
    return fullkey.replace('"', "").casefold()
