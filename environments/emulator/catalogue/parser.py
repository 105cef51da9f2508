"""Parse the notation of the catalogue's TOML files for fields, operations and relations.

A field is a type and its limits: `"string 100"`, `"int32 min:1 default:1"`, `"[ApiRole]"` for a list, with
`read-only`, `write-only` or `nullable` if it applies. A model may include the fields of another:
`"..." = "Promotion"`.
"""

import re
from collections.abc import Container

from environments.emulator.catalogue.schema import (
    Field,
    Model,
    Parameter,
    Relation,
    Target,
)

# type in the files → (type, format) in the OpenAPI document
TYPES = {
    "string": ("string", None),
    "password": ("string", "password"),
    "date-time": ("string", "date-time"),
    "boolean": ("boolean", None),
    "int32": ("integer", "int32"),
    "float": ("number", "float"),
    # An amount of money, with two decimals.
    "money": ("number", "float"),
    "object": ("object", None),
}
_PARENTS = {
    "buyerID": "Buyers",
    "supplierID": "Suppliers",
    "catalogID": "Catalogs",
    "productID": "Products",
    "variantID": "Variants",
    "specID": "Specs",
    "orderID": "Orders",
    "apiClientID": "ApiClients",
    "subscriptionID": "Subscriptions",
}


def models(sections: list[dict]) -> tuple[dict[str, Model], dict[str, tuple[str, ...]]]:
    """Return all models and enumerations of the files, by name."""
    tables = {name: value for section in sections for name, value in section.items()}
    enums = {name: tuple(value) for name, value in tables.items() if isinstance(value, list)}
    by_name: dict[str, Model] = {}
    for name, table in tables.items():
        if name not in enums:
            by_name[name] = Model(name, _fields(table, tables, enums, by_name))
    return by_name, enums


def _fields(table: dict, tables: dict, enums: dict, models: dict[str, Model]) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    for name, text in table.items():
        if name == "...":
            fields |= _fields(tables[text], tables, enums, models)
        else:
            fields[name] = field(name, text, enums, models, tables)
    return fields


def field(
    name: str, text: str, enums: dict, models: dict[str, Model], names: Container[str] | None = None
) -> Field:
    """Return the field that a text describes. `names` are those of all models, if some are not built yet."""
    type_, *words = text.split()
    many = type_.startswith("[")
    type_ = type_.strip("[]")
    limits: dict = {"read_only": "read-only" in words, "write_only": "write-only" in words}
    for word in words:
        key, _, value = word.partition(":")
        if key.isdigit():
            limits["max_length"] = int(key)
        elif key in ("min", "max"):
            limits[{"min": "minimum", "max": "maximum"}[key]] = int(value)
        elif key == "default":
            limits["default"] = _default(type_, value)
    if type_ == "boolean" and not many and "nullable" not in words:
        limits.setdefault("default", False)
    model = type_ in (models if names is None else names) and type_ not in enums
    nullable = not many and limits.get("default") is None
    return Field(name, type_, many, enums.get(type_), model, nullable=nullable, models=models, **limits)


def _default(type_: str, text: str) -> object:
    if type_ == "boolean":
        return text == "true"
    return int(text) if text.isdigit() else text


def words(definition: dict, name: str) -> tuple[str, ...]:
    """Return the words of an entry; none if it is missing."""
    return tuple(definition.get(name, "").split())


def parents(path: str) -> tuple[str, ...]:
    """Return the resources that the parameters of a collection's path name, outermost first."""
    return tuple(_PARENTS[name] for name in re.findall(r"{(\w+)}", path) if name in _PARENTS)


def parameters(path: str, query: str, enums: dict, types: dict[str, str]) -> tuple[Parameter, ...]:
    """Return the path parameters, then those of a text like `"buyerID* level"`; * marks required ones."""
    parsed = [
        Parameter(n, "path", types.get(n, "string"), required=True) for n in re.findall(r"{(\w+)}", path)
    ]
    for word in query.split():
        name = word.rstrip("*")
        parsed.append(Parameter(name, "query", types.get(name, "string"), required=word.endswith("*")))
    return tuple(_with_enum(p, enums) for p in parsed)


def _with_enum(parameter: Parameter, enums: dict) -> Parameter:
    if parameter.type not in enums:
        return parameter
    p = parameter
    return Parameter(p.name, p.location, p.type, p.required, enums[p.type])


def relation(resource: str, name: str, text: str, default: str, many: bool) -> Relation:
    """Return the relation that a line of relations.toml describes."""
    targets, _, deletion = text.partition(";")
    on_delete, _, code = deletion.strip().partition(" ")
    return Relation(resource, name, tuple(map(_target, targets.split("|"))), on_delete or default, code, many)


def _target(text: str) -> Target:
    resource, *scope = text.split()
    if not scope:
        return Target(resource)
    if scope[0] == "of":
        return Target(resource, scope[1])
    return Target(resource, scope[0])
