"""Which methods of the vendor's client a test uses."""

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

Test = TypeVar("Test", bound=Callable[..., Any])


def uses(*methods: str) -> Callable[[Test], Test]:
    """Declare that a test uses `methods` with success, which the fixture `library` verifies."""

    def declare(test: Test) -> Test:
        vars(test)["methods"] = frozenset(methods)
        return test

    return declare


def methods_of(test: Callable[..., Any]) -> frozenset[str]:
    """Return the methods that a test declares."""
    return vars(test).get("methods", frozenset())


def declared(folder: Path) -> list[str]:
    """Return the methods that the tests of a folder declare, without running them."""
    calls = (
        decorator
        for file in folder.glob("test_*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "uses"
    )
    return [ast.literal_eval(argument) for call in calls for argument in call.args]
