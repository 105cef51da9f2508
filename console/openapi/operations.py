"""One operation of the API: its path, its parameters and body, and the roles that may call it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from console.openapi import naming
from console.openapi.document import Document
from console.openapi.shapes import Kind, Shape, ShapeReader
from environments.ordercloud.client import SAFE_METHODS

_IN_PATH = re.compile(r"\{([^{}]+)\}")
_PLAIN_KEY = re.compile(r"[A-Za-z0-9_.~-]+")


class Location(StrEnum):
    """Where a parameter is sent."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"


@dataclass(frozen=True)
class Parameter:
    """One parameter.

    Args:
        comma_separated: a list is sent as one value with commas, OrderCloud's default.
        deep_object: the keys of an object are sent as `name[key]` rather than as parameters of their own.
    """

    name: str
    location: Location
    shape: Shape
    required: bool
    description: str
    comma_separated: bool
    deep_object: bool


class Operation:
    """One verb on one path. Shapes are read from the document on first use."""

    def __init__(self, document: Document, path: str, verb: str, raw: Mapping[str, Any]):
        self.path = path
        self.verb = verb.upper()
        self.id: str = str(raw.get("operationId") or f"{verb}{path}")
        self.key = (
            self.id if _PLAIN_KEY.fullmatch(self.id) else re.sub(r"[^A-Za-z0-9_.~]+", "-", self.id).strip("-")
        )
        self.name = naming.full_name(
            str(raw.get("summary") or ""), str(raw.get("operationId") or ""), verb, path
        )
        self.short_name = naming.short_name(self.id, self.name)
        self.description = str(raw.get("description") or "").strip()
        self.tag = str(next(iter(raw.get("tags") or ()), ""))
        self.roles = _roles(raw.get("security", document.raw.get("security")))
        self._document = document
        self._raw = raw

    def __repr__(self) -> str:
        return f"<Operation {self.id}>"

    @property
    def reads(self) -> bool:
        """Whether the verb is safe: a call changes nothing."""
        return self.verb in SAFE_METHODS

    @property
    def unversioned(self) -> bool:
        """Whether the path is outside the versioned API.

        In a document such a path has no leading slash, or servers of its own.
        """
        return not self.path.startswith("/") or self._raw["servers"] not in (
            None,
            self._document.raw.get("servers"),
        )

    @cached_property
    def name_parts(self) -> list[naming.NamePart]:
        """The name under the resource's heading, with its hidden words."""
        return naming.name_parts(self.short_name, self.name)

    @cached_property
    def path_parameter_names(self) -> list[str]:
        """The names of the path's parameters, in order."""
        return _IN_PATH.findall(self.path)

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters, those of the path first. Undocumented parameters of the path take text."""
        known = [
            _parameter(self._document, raw) for raw in self._raw["parameters"] if raw["in"] in set(Location)
        ]
        by_name = {parameter.name: parameter for parameter in known if parameter.location is Location.PATH}
        in_path = [by_name.get(name) or _text_in_path(name) for name in self.path_parameter_names]
        return (*in_path, *(parameter for parameter in known if parameter.location is not Location.PATH))

    @cached_property
    def body(self) -> Shape | None:
        """The shape of the JSON body; None if the operation has none."""
        content = self._document.resolve(self._raw.get("requestBody")).get("content")
        return ShapeReader(self._document).read(_json_schema(content)) if content else None

    @property
    def body_required(self) -> bool:
        """Whether a body must be sent even if it is empty."""
        return self._document.resolve(self._raw.get("requestBody")).get("required") is True

    @cached_property
    def response(self) -> Shape | None:
        """The shape of a successful response; None if the document describes none."""
        for status, response in (self._raw.get("responses") or {}).items():
            content = self._document.resolve(response).get("content")
            if str(status).startswith("2") and content:
                return ShapeReader(self._document).read(_json_schema(content))
        return None


def _text_in_path(name: str) -> Parameter:
    return Parameter(
        name,
        Location.PATH,
        Shape(Kind.TEXT),
        required=True,
        description="",
        comma_separated=True,
        deep_object=False,
    )


def _parameter(document: Document, raw: Mapping[str, Any]) -> Parameter:
    location = Location(raw["in"])
    content = raw.get("content")
    shape = ShapeReader(document).read(_json_schema(content) if content else raw.get("schema"))
    return Parameter(
        name=str(raw["name"]),
        location=location,
        shape=shape,
        required=raw.get("required") is True or location is Location.PATH,
        description=str(raw.get("description") or shape.description).strip(),
        comma_separated=raw.get("explode") is not True,
        deep_object=raw.get("style") == "deepObject",
    )


def _json_schema(content: Mapping[str, Any]) -> Any:
    for media_type, media in content.items():
        if "json" in media_type:
            return media.get("schema")
    return next(iter(content.values())).get("schema")


def _roles(security: Any) -> tuple[str, ...]:
    """Return the roles any one of which is sufficient; () when none is required."""
    alternatives = [scopes for requirement in security or () for scopes in requirement.values()]
    if any(not scopes for scopes in alternatives):
        return ()
    return tuple(dict.fromkeys(role for scopes in alternatives for role in scopes))
