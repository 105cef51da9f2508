"""The OpenAPI document: valid, whole, true, and noticed when it changes."""

import ast
import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ninja.operation import Operation
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import BaseModel

from portal.api.api import api
from portal.api.document.examples import PLACEHOLDER
from portal.api.reference import openapi_document
from tests.architecture.repository import parsed, source
from tests.portal.api.document.outline import COMMAND, OUTLINE, outline


def operations() -> dict[str, dict[str, Any]]:
    """The operations of the document by method and path."""
    return {
        f"{method.upper()} {path}": operation
        for path, methods in openapi_document()["paths"].items()
        for method, operation in methods.items()
    }


def bodies(operation: dict[str, Any]) -> list[dict[str, Any]]:
    """The media types of an operation's request body and responses."""
    parts = [operation.get("requestBody", {}), *operation["responses"].values()]
    return [media for part in parts for media in part.get("content", {}).values()]


def test_the_document_is_valid_openapi():
    assert not list(OpenAPIV31SpecValidator(openapi_document()).iter_errors())


def test_each_change_of_the_document_is_accepted_by_name():
    assert outline(openapi_document()) == OUTLINE.read_text().splitlines(), f"accept the change: {COMMAND}"


def test_no_two_operations_have_the_same_name():
    names = [operation["operationId"] for operation in operations().values()]
    assert sorted(names) == sorted(set(names))


def test_no_two_models_have_the_same_name():
    # The framework would describe one of them by the other.
    found: dict[str, set[type]] = {}
    waiting = [model for operation in ninja_operations() for model in models_of(operation)]
    while waiting:
        model = waiting.pop()
        if model in found.setdefault(model.__name__, set()):
            continue
        found[model.__name__].add(model)
        waiting += [inner for each in model.model_fields.values() for inner in models_in(each.annotation)]
    wrappers = {"NinjaResponseSchema", "BodyParams", "QueryParams", "PathParams"}
    assert not {name: kinds for name, kinds in found.items() if len(kinds) > 1 and name not in wrappers}


def ninja_operations() -> list[Operation]:
    return [
        operation
        for router in api._get_bound_routers()
        for view in router.path_operations.values()
        for operation in view.operations
    ]


def models_of(operation: Operation) -> list[type[BaseModel]]:
    answers = [model for model in operation.response_models.values() if isinstance(model, type)]
    return [model for model in [*answers, *operation.models] if issubclass(model, BaseModel)]


def models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in getattr(annotation, "__args__", ()) for model in models_in(inner)]


@pytest.mark.parametrize("part", ["summary", "description", "tags"])
def test_each_operation_has_a(part):
    assert not [name for name, operation in operations().items() if not operation.get(part)]


def test_each_tag_and_each_parameter_is_described():
    document = openapi_document()
    described = {tag["name"] for tag in document["tags"] if tag["description"]}
    found = {tag for operation in operations().values() for tag in operation["tags"]} - described
    parameters = [
        f"{name}: {each['name']}"
        for name, operation in operations().items()
        for each in operation["parameters"]
        if not each.get("description")
    ]
    assert not found
    assert not parameters


def test_each_success_says_what_it_returns():
    lacking = [
        name
        for name, operation in operations().items()
        for status, response in operation["responses"].items()
        if status in {"200", "201", "202"} and not any(media["schema"] for media in bodies_of(response))
    ]
    assert not lacking


def bodies_of(response: dict[str, Any]) -> list[dict[str, Any]]:
    return list(response.get("content", {}).values())


def test_each_body_has_an_example_of_real_values():
    lacking = [
        name
        for name, operation in operations().items()
        for media in bodies(operation)
        if not (media.get("example") is not None or media.get("examples"))
        or f'"{PLACEHOLDER}"' in json.dumps(media.get("example"))
    ]
    assert not lacking


def test_each_example_is_what_its_model_describes():
    schemas = {"components": openapi_document()["components"]}
    wrong = []
    for name, operation in operations().items():
        for media in bodies(operation):
            examples = [each["value"] for each in media.get("examples", {}).values()] or [media["example"]]
            validator = Draft202012Validator({**media["schema"], **schemas})
            wrong += [
                f"{name}: {error.json_path} {error.message}"
                for example in examples
                for error in validator.iter_errors(example)
            ]
    assert not wrong


def test_operations_that_need_a_token_say_so_and_what_happens_without():
    for name, operation in operations().items():
        assert bool(operation.get("security")) == ("InvalidToken" in json.dumps(operation)), name


def test_each_error_code_of_the_operations_is_in_the_document():
    document = json.dumps([operation["responses"] for operation in operations().values()])
    assert not [code for code in raised_codes() if f'"{code}"' not in document]


def raised_codes() -> set[str]:
    """The codes that the modules of operations write out where they raise or describe an error."""
    found = set()
    for path in source():
        if "api" not in path.parts:
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"ApiError", "ErrorCase"}:
                found |= {str(each.value) for each in node.args[1:2] if isinstance(each, ast.Constant)}
    return found
