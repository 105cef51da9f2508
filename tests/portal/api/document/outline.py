"""The Portal API in one line for each operation and model, to notice what changes.

A line ends in a digest of all that the document says, so that a changed word is noticed as well.
`.venv/bin/python -m tests.portal.api.document.outline` stores the outline of the code as it is.
"""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import django
from django.test import Client

OUTLINE = Path(__file__).with_name("outline.txt")
COMMAND = ".venv/bin/python -m tests.portal.api.document.outline"
DIGEST_LENGTH = 8


def outline(document: dict[str, Any]) -> list[str]:
    """Return the lines of a document."""
    lines = [
        f"{method.upper()} {path} {_operation(operation)} {_digest(operation)}"
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    lines += [
        f"{name} {{{_members(schema)}}} {_digest(schema)}"
        for name, schema in document["components"]["schemas"].items()
    ]
    rest = {name: part for name, part in document.items() if name not in {"paths", "components"}}
    parts = {name: part for name, part in document["components"].items() if name != "schemas"}
    return [*sorted(lines), f"everything else {_digest([rest, parts])}"]


def _operation(operation: dict[str, Any]) -> str:
    names = [each["name"] for each in operation["parameters"] if each["in"] != "path"]
    security = "|".join(name for each in operation.get("security", ()) for name in each) or "open"
    body = _model(operation.get("requestBody"))
    responses = " ".join(
        f"{status}{_model(response) if int(status) < 300 else ''}"
        for status, response in operation["responses"].items()
    )
    return f"{operation['operationId']} {security} ?{','.join(names)} <{body}> {responses}"


def _model(part: dict[str, Any] | None) -> str:
    for media in (part or {}).get("content", {}).values():
        return json.dumps(media["schema"]).replace("#/components/schemas/", "").replace('"', "")
    return ""


def _members(schema: dict[str, Any]) -> str:
    required = schema.get("required", ())
    return ", ".join(name if name in required else f"{name}?" for name in schema.get("properties", ()))


def _digest(part: Any) -> str:
    text = json.dumps(part, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]


def _store() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    document = Client(headers={"host": "localhost"}).get("/api/v1/openapi.json").json()
    OUTLINE.write_text("\n".join(outline(document)) + "\n")


if __name__ == "__main__":
    _store()
