"""Conventions that the files themselves show."""

import ast
import re
from pathlib import Path

from tests.architecture.repository import ROOT, files, parsed, read

CODE = (".py", ".html", ".css", ".js", ".mjs")
MAX_LINES = 300
VAGUE_NAMES = {"services", "utils", "util", "helpers", "common", "misc", "base_classes", "stuff"}
# What they look for, put together here so that this file does not find itself.
UNFINISHED = re.compile("|".join([r"\bTO" + r"DO\b", r"\bFIX" + r"ME\b", "NotImplemented" + "Error"]))
SKIPS = re.compile(r"(?:pytest|mark|unittest)\.(?:skip|xfail|importorskip)")
WAITS = re.compile(r"time\.sleep\(|wait_for_timeout\(|^\s*sleep\(")
LOCAL_PATHS = re.compile(rf"/(?:home|Users|root)/\w|{re.escape(str(ROOT.parent))}/")


def lines_matching(pattern: re.Pattern, paths) -> list[str]:
    return [
        f"{path}:{number} {line.strip()}"
        for path in paths
        for number, line in enumerate(read(path).splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_is_longer_than_300_lines():
    code = [path for path in files(*CODE) if "migrations" not in path.parts]
    assert not [path for path in code if len(read(path).splitlines()) > MAX_LINES]


def test_no_file_has_a_generic_name():
    assert not [path for path in files() if path.stem in VAGUE_NAMES]


def test_no_file_has_unfinished_parts():
    assert not lines_matching(UNFINISHED, files(*CODE))


def test_no_import_is_inside_a_function():
    hidden = [
        f"{path}:{inner.lineno}"
        for path in files(".py")
        for outer in ast.walk(parsed(path))
        if isinstance(outer, (ast.FunctionDef, ast.AsyncFunctionDef))
        for inner in ast.walk(outer)
        if isinstance(inner, (ast.Import, ast.ImportFrom))
    ]
    assert not hidden


def test_no_file_contains_paths_of_a_development_machine():
    assert not lines_matching(LOCAL_PATHS, files(*CODE, ".md", ".toml", ".yml", "file", "run"))


def modules_of_tests(*but: str) -> list[Path]:
    return [path for path in files(".py") if path.parts[0] == "tests" and path.name not in but]


def test_no_test_is_skipped():
    assert not lines_matching(SKIPS, modules_of_tests())


def test_no_test_sleeps():
    """Other processes are waited for in one place, with an end; everything else waits for an event."""
    assert not lines_matching(WAITS, modules_of_tests("polling.py"))
