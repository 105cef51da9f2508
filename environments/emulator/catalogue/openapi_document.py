"""The emulator's own OpenAPI document, generated from the catalogue; the same for every environment.

Addresses in it are relative to where it is served, `/{environment}/v1/openapi/v3`. In addition to what
OrderCloud documents, nullable properties are marked as such.
"""

from functools import cache

from environments.emulator.catalogue import of_version
from environments.emulator.catalogue.parser import TYPES
from environments.emulator.catalogue.schema import Catalogue, Field, Model, Operation, Parameter
from lib import exact_json

_ERROR = {"$ref": "#/components/schemas/Errors"}


@cache
def document(version: str) -> bytes:
    """Return the document of a version of the API as JSON."""
    return exact_json.dumps(_document(of_version(version))).encode()


def _document(catalogue: Catalogue) -> dict:
    paths: dict[str, dict] = {}
    for operation in catalogue.operations.values():
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(catalogue, operation)
    # Keys are beside /v1, not under it.
    paths["/oauth/certs/{ID}"]["servers"] = [{"url": "../.."}]
    return {
        "openapi": "3.0.0",
        "info": {
            "title": "OrderCloud emulator",
            "description": "The API of Sitecore OrderCloud, served offline by the emulator of this portal.",
            "version": catalogue.version,
        },
        "servers": [{"url": "../../v1"}],
        "tags": _tags(catalogue),
        "paths": paths,
        "components": {"securitySchemes": {"OAuth2": _flows(catalogue)}, "schemas": _schemas(catalogue)},
    }


def _tags(catalogue: Catalogue) -> list[dict]:
    tags = []
    for section in catalogue.sections:
        tags.append({"name": section.name, "description": "", "x-id": section.id})
        # "Buyers" is both a section and a tag in it; a document lists each tag once.
        tags += [
            {"name": tag, "description": "", "x-section-id": section.id}
            for tag in section.tags
            if tag != section.name
        ]
        if section.name in section.tags:
            tags[-len(section.tags)]["x-section-id"] = section.id
    return tags


def _flows(catalogue: Catalogue) -> dict:
    scopes = dict.fromkeys(catalogue.enums["ApiRole"], "")
    flow = {"tokenUrl": "../../oauth/token", "scopes": scopes}
    return {"type": "oauth2", "flows": {"password": flow, "clientCredentials": flow}}


def _operation(catalogue: Catalogue, operation: Operation) -> dict:
    definition: dict = {
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": "",
        "parameters": [_parameter(catalogue, p) for p in operation.parameters],
        "responses": _responses(operation),
        "security": [{"OAuth2": list(operation.roles)}],
    }
    if operation.request_model:
        schema: dict = {"allOf": [_reference(operation.request_model.name)]}
        if operation.required and operation.method != "PATCH":
            schema["required"] = list(operation.required)
        definition["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return definition


def _parameter(catalogue: Catalogue, parameter: Parameter) -> dict:
    definition = {"name": parameter.name, "in": parameter.location, "required": parameter.required}
    if parameter.many:
        items: dict = {"type": "string"}
        if parameter.enum:
            items["enum"] = list(parameter.enum)
        return definition | {"schema": {"type": "array", "items": items}, "explode": False}
    if parameter.type in catalogue.enums:
        return definition | {"schema": _reference(parameter.type)}
    return definition | {"schema": {"type": TYPES[parameter.type][0]}}


def _responses(operation: Operation) -> dict:
    definitions: dict = {str(operation.status): {"description": ""}}
    if operation.response_model:
        schema = _page(operation) if operation.page else _reference(operation.response_model.name)
        definitions[str(operation.status)]["content"] = {"application/json": {"schema": schema}}
    definitions["default"] = {
        "description": "The call was refused.",
        "content": {"application/json": {"schema": _ERROR}},
    }
    return definitions


def _page(operation: Operation) -> dict:
    if operation.response_model is None:
        raise TypeError(f"{operation.id} is not a list.")
    meta = "MetaWithFacets" if operation.facets else "Meta"
    items = {"type": "array", "items": _reference(operation.response_model.name)}
    return {"type": "object", "properties": {"Items": items, "Meta": _reference(meta)}}


def _reference(name: str) -> dict:
    return {"$ref": f"#/components/schemas/{name}"}


def _schemas(catalogue: Catalogue) -> dict:
    definitions = {name: _model(model) for name, model in catalogue.models.items()}
    definitions |= {
        name: {"type": "string", "enum": list(values)} for name, values in catalogue.enums.items()
    }
    entry = {
        "type": "object",
        "properties": {
            "ErrorCode": {"type": "string"},
            "Message": {"type": "string"},
            "Data": {"description": "What the error is about; its form depends on ErrorCode."},
        },
    }
    definitions["Errors"] = {
        "type": "object",
        "required": ["Errors"],
        "properties": {"Errors": {"type": "array", "items": entry}},
    }
    return definitions


def _model(model: Model) -> dict:
    properties = {name: _property(field) for name, field in model.fields.items()}
    return {"type": "object", "properties": properties}


def _property(field: Field) -> dict:
    if field.enum and not field.many and not field.read_only:
        return _reference(field.type)
    if field.many:
        definition: dict = {"type": "array", "items": _items(field)}
    elif field.is_model or field.enum:
        # A $ref may have no siblings, so its attributes are in an allOf around it.
        definition = {"allOf": [_reference(field.type)]}
        if field.nullable and field.is_model:
            definition["nullable"] = True
    else:
        definition = _plain(field.type)
        limits = {"maxLength": field.max_length, "minimum": field.minimum, "maximum": field.maximum}
        definition |= {name: value for name, value in limits.items() if value is not None}
        if field.default is not None and field.type != "boolean":
            definition["default"] = field.default
        if field.nullable:
            definition["nullable"] = True
    if field.read_only:
        definition["readOnly"] = True
    return definition


def _items(field: Field) -> dict:
    return _reference(field.type) if field.is_model or field.enum else _plain(field.type)


def _plain(name: str) -> dict:
    type_, form = TYPES[name]
    return {"type": type_, "format": form} if form else {"type": type_}
