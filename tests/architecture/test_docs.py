"""What README and docs name exists, and every variable that can be set is documented."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.architecture.repository import ROOT, files, read

DOCUMENTS = [path for path in files(".md") if path.parts[0] == "docs" or path.name == "README.md"]
TARGETS = set(re.findall(r"^([a-z]+):", read(Path("Makefile")), re.MULTILINE))
# Generated on the machine and ignored by git.
GENERATED = {"var", ".venv", ".env", "staticfiles"}
# What the readers of docs/seeding.md write themselves.
SEED_FILES = {"garden.yml", "copy.yml"}
# What the recipes of docs/emulator-pipelines.md set or read themselves.
RECIPE_VARIABLES = {"ORDERCLOUD_URL", "SHOP_CLIENT_ID"}
# As in `application/json`.
MEDIA_TYPES = {"application", "text", "multipart"}
# The documents with tables of rules, and how many tests each names at least.
TABLES_OF_RULES = {
    "users": 80,
    "pages": 15,
    "organizations": 150,
    "contributors": 150,
    "emulator-rules": 400,
    "seeding": 20,
    "api": 100,
}
VARIABLE = re.compile(r"\b[A-Z]+(?:_[A-Z]+)+\b")
# Read by Node.js, and by the script for it that users download.
READ_BY_NODE = {"NODE_OPTIONS", "NODE_EXTRA_CA_CERTS", "NO_PROXY"}
READ_BY_THE_DOWNLOAD = set(
    re.findall(r"^  ([A-Z_]+): '", read(Path("static/downloads/ordercloud-hosts.cjs")), re.MULTILINE)
)
READING = re.compile(
    r"(?:env\.\w+|required|http_url|positive_number|environ\.get|port|require_free)\(\s*[\"']([A-Z_]+)[\"']"
)


def code_in(document: Path) -> list[str]:
    """Return the code in a document: between backticks, and indented lines."""
    text = read(document)
    return re.findall(r"`([^`\n]+)`", text) + [
        line.strip() for line in re.findall(r"^    .+", text, re.MULTILINE)
    ]


def named(pattern: str) -> list[tuple[Path, str]]:
    return [
        (document, name)
        for document in DOCUMENTS
        for code in code_in(document)
        for name in re.findall(pattern, code)
    ]


def test_every_make_target_exists():
    assert named(r"\bmake ([a-z]+)")
    assert not [pair for pair in named(r"\bmake ([a-z]+)") if pair[1] not in TARGETS]


def test_every_target_is_listed_by_make_alone():
    described = set(re.findall(r"^([a-z]+):.*## ", read(Path("Makefile")), re.MULTILINE))
    assert described == TARGETS - {"python"}


def test_every_management_command_exists():
    assert not [pair for pair in named(r"manage\.py ([a-z_]+)") if pair[1] not in {"help", *get_commands()}]


def test_every_module_that_is_run_exists():
    assert not [pair for pair in named(r"python -m ([a-z_.]+)") if not find_spec(pair[1])]


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_link_has_a_target(document):
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", read(document))
    local = [link for link in links if "://" not in link]
    assert not [link for link in local if not (ROOT / document.parent / link).exists()]


def test_every_path_exists():
    paths = named(r"(?<![\w/.:=@])((?:\.?[a-z_]+/)+[\w.*-]*|[a-z-]+\.(?:py|yml|toml|md))(?![\w/:])")
    assert paths
    missing = [
        pair
        for pair in paths
        if pair[1].split("/")[0] not in GENERATED | SEED_FILES | MEDIA_TYPES
        and not list(ROOT.glob(pair[1].rstrip("/")))
    ]
    assert not missing


def read_by_the_code() -> set[str]:
    """Return the environment variables that settings, scripts, Makefile and containers read."""
    readers = [
        path
        for path in files(".py")
        if path.parts[0] in {"portal", "scripts"} or "management" in path.parts or len(path.parts) == 1
    ]
    found = {name for path in readers for name in READING.findall(read(path))}
    found |= set(re.findall(r"^(\w+) \?=", read(Path("Makefile")), re.MULTILINE))
    return found | {"ONLY"} | READ_BY_NODE | READ_BY_THE_DOWNLOAD


def test_every_variable_is_read():
    known = read_by_the_code() | RECIPE_VARIABLES
    assert not [pair for pair in named(VARIABLE.pattern) if pair[1] not in known]


def test_every_environment_variable_is_documented():
    explained = {name for _, name in named(r"[A-Z_]+")}
    of_the_programs = {"PATH", "DJANGO_SETTINGS_MODULE", "PORTAL_CLOCK_FILE"}
    assert not read_by_the_code() - explained - of_the_programs


def test_the_example_sets_only_variables_that_are_read():
    lines = re.findall(r"^#? ?([A-Z_]+)=", read(Path(".env.example")), re.MULTILINE)
    in_containers = set(re.findall(r"\$\{([A-Z_]+)", read(Path("docker-compose.yml"))))
    assert lines
    assert not set(lines) - read_by_the_code() - in_containers


@pytest.mark.parametrize("name", TABLES_OF_RULES)
def test_every_test_in_a_table_of_rules_exists(name):
    tests = "\n".join(read(path) for path in files(".py") if path.parts[0] == "tests")
    named_tests = set(re.findall(r"`(test_[a-z0-9_]+)`", read(Path("docs", f"{name}.md"))))
    assert len(named_tests) >= TABLES_OF_RULES[name]
    assert not [test for test in named_tests if f"def {test}(" not in tests]
