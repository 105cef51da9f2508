"""The filter language as an SQL function, for the properties that have no column of their own."""

import sqlite3

from environments.emulator import jsontext
from environments.emulator.queries import expressions


def register(connection: sqlite3.Connection) -> None:
    """Give the connection `holds(expression, json)`; `json` is what `body -> path` yields."""
    connection.create_function("holds", 2, _holds, deterministic=True)


def _holds(text: str, json_text: str | None) -> bool:
    if json_text is None or json_text == "null":
        value = None
    elif json_text[0] == '"' and "\\" not in json_text:
        value = json_text[1:-1]
    else:
        value = jsontext.loads(json_text)
    return expressions.holds(text, value)
