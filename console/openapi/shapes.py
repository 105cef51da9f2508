"""Shapes of JSON values: schemas with their references and `allOf` resolved into one tree."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from console.openapi.document import Document


class Kind(StrEnum):
    """The type of a value. ANY is any JSON: the document gives no type, or the schema contains itself."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    OBJECT = "object"
    LIST = "list"
    ANY = "any"


@dataclass(frozen=True)
class Member:
    """A property of an object."""

    name: str
    shape: "Shape"
    required: bool = False


@dataclass(frozen=True)
class Shape:
    """A resolved schema.

    `members` belong to an OBJECT, `item` to a LIST; `choices` are the values of an enum as text. An OBJECT
    without members takes any keys.
    """

    kind: Kind
    members: tuple[Member, ...] = ()
    item: "Shape | None" = None
    choices: tuple[str, ...] = ()
    format: str = ""
    description: str = ""
    default: str = ""
    min_length: int | None = None
    max_length: int | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    nullable: bool = False
    read_only: bool = False

    @property
    def free_form(self) -> bool:
        """Whether the object takes any keys, as `xp` does."""
        return self.kind is Kind.OBJECT and not self.members

    @property
    def writable(self) -> tuple[Member, ...]:
        """The members that a request may send."""
        return tuple(member for member in self.members if not member.shape.read_only)


ANY_VALUE = Shape(Kind.ANY)
FREE_FORM = Shape(Kind.OBJECT)


@dataclass
class ShapeReader:
    """A reader of the document's schemas. Where a schema contains itself, its shape is `Kind.ANY`."""

    document: Document
    _resolving: set[str] = field(default_factory=set)

    def read(self, schema: Any) -> Shape:
        """Return the shape of `schema`, which may be a reference or None."""
        visited: set[str] = set()
        node = self._merged(schema, visited)
        if visited & self._resolving:
            return ANY_VALUE
        self._resolving |= visited
        try:
            return self._shape(node)
        finally:
            self._resolving -= visited

    def _merged(self, schema: Any, visited: set[str]) -> dict[str, Any]:
        """Return `schema` with its references resolved and `allOf` merged; the outermost keys win."""
        node = self.document.resolve(schema, visited)
        parts = node.pop("allOf", None) or self._unwrap_nullable(node)
        merged: dict[str, Any] = {}
        for part in parts:
            merged = _merge(merged, self._merged(part, visited))
        return _merge(merged, node)

    def _unwrap_nullable(self, node: dict[str, Any]) -> list[Any]:
        """Return the one alternative of `oneOf` or `anyOf` besides null; [] if there are several."""
        choices = node.pop("oneOf", None) or node.pop("anyOf", None) or []
        real = [choice for choice in choices if self.document.resolve(choice).get("type") != "null"]
        if len(real) < len(choices):
            node["nullable"] = True
        return real if len(real) == 1 else []

    def _shape(self, node: dict[str, Any]) -> Shape:
        types = [node["type"]] if isinstance(node.get("type"), str) else list(node.get("type") or ())
        choices = [choice for choice in node.get("enum") or () if choice is not None]
        kind = _kind(node, [name for name in types if name != "null"], choices)
        return Shape(
            kind=kind,
            members=self._members(node) if kind is Kind.OBJECT else (),
            item=self.read(node.get("items") or {}) if kind is Kind.LIST else None,
            choices=tuple(_text(choice) for choice in choices),
            format=str(node.get("format") or ""),
            description=str(node.get("description") or "").strip(),
            default=_text(node["default"]) if node.get("default") is not None else "",
            min_length=_integer(node.get("minLength")),
            max_length=_integer(node.get("maxLength")),
            minimum=_decimal(node.get("minimum")),
            maximum=_decimal(node.get("maximum")),
            nullable=bool(node.get("nullable")) or "null" in types,
            read_only=node.get("readOnly") is True,
        )

    def _members(self, node: dict[str, Any]) -> tuple[Member, ...]:
        required = set(node.get("required") or ())
        properties = node.get("properties") or {}
        return tuple(Member(name, self.read(schema), name in required) for name, schema in properties.items())


def _merge(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Return a schema that satisfies both; the other keys of `over` override those of `under`."""
    merged = {**under, **over}
    if "properties" in under and "properties" in over:
        merged["properties"] = {**under["properties"], **over["properties"]}
    if "required" in under and "required" in over:
        merged["required"] = [*under["required"], *over["required"]]
    return merged


def _kind(node: Mapping, types: list[str], choices: list[Any]) -> Kind:
    if len(types) > 1:
        return Kind.ANY
    name = types[0] if types else ""
    if name == "object" or (not name and "properties" in node):
        return Kind.OBJECT
    if name == "array" or (not name and "items" in node):
        return Kind.LIST
    if name in {"integer", "number", "boolean"}:
        return Kind(name)
    if name == "string" or (choices and all(isinstance(choice, str) for choice in choices)):
        return Kind.TEXT
    return Kind.ANY


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _integer(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _decimal(value: Any) -> Decimal | None:
    if value is None or isinstance(value, bool):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None
