"""Read the catalogue's TOML files as one version of the API has them.

What came later than the first version says so:

- a table has `since`, which at the top of a file is that of everything in it; tags are in `tags_since`
- a field has the word `since:1.0.454` in its text
- what a later version changed of a field follows `from:1.0.454` in its text
- further values of an enumeration are in the table `since."1.0.454"` of its file
- what a later version changed of a definition is in its table `from."1.0.454"`
"""

import re
import tomllib
from pathlib import Path
from typing import Any

from environments.emulator.catalogue.versions import includes

_HERE = Path(__file__).parent
_SINCE = re.compile(r"\s*\bsince:(\S+)")
_FROM = re.compile(r"\s*\bfrom:(\S+)\s*")
_KINDS = ("resources", "assignments", "singletons", "operations")


def definitions(name: str, version: str) -> dict[str, Any]:
    """Return the file of a section of resources and operations."""
    content = read(f"resources/{name}.toml")
    since = content.pop("since", None)
    if not includes(version, since):
        return {"section": content["section"], "id": content["id"], "tags": []}
    for later, tags in content.pop("tags_since", {}).items():
        if includes(version, later):
            content["tags"] += tags
    for kind in _KINDS:
        content[kind] = {
            key: _overridden(definition, version)
            for key, definition in content.get(kind, {}).items()
            if includes(version, definition.get("since"))
        }
    return content


def _overridden(definition: dict[str, Any], version: str) -> dict[str, Any]:
    """Return a definition with what a later version changed of it, in its tables `from."1.0.454"`."""
    changes = definition.get("from", {})
    current = {key: value for key, value in definition.items() if key != "from"}
    for since, change in changes.items():
        if includes(version, since):
            current |= change
    return current


def models(name: str, version: str) -> dict[str, Any]:
    """Return the file of the models and enumerations of a section."""
    content = read(f"models/{name}.toml")
    additions = content.pop("since", {})
    if isinstance(additions, str):
        return content if includes(version, additions) else {}
    tables = {key: value for key, table in content.items() if (value := _model(table, version)) is not None}
    for since, enums in additions.items():
        if includes(version, since):
            for enum, values in enums.items():
                tables[enum] = [*tables.get(enum, []), *values]
    return tables


def _model(table: list[str] | dict[str, str], version: str) -> list[str] | dict[str, str] | None:
    if isinstance(table, list):
        return table
    fields = {}
    for name, text in table.items():
        since = _SINCE.search(text)
        if includes(version, since and since[1]):
            fields[name] = _current(_SINCE.sub("", text), version)
    return fields or None


def _current(text: str, version: str) -> str:
    """Return what a field is in a version, of a text such as `string 400 from:1.0.454 string 1000`."""
    current, *changes = _FROM.split(text)
    for later, change in zip(changes[::2], changes[1::2], strict=True):
        if includes(version, later):
            current = change
    return current


def read(name: str) -> dict[str, Any]:
    """Return one file as it stands."""
    return tomllib.loads((_HERE / name).read_text())
