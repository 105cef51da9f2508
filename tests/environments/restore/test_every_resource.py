"""Every resource that the API can copy, on an emulator with records of each."""

import ast
import re
from pathlib import Path

import pytest
import requests

from environments import openapi
from environments import restore as engine
from environments.restore.engine import restore
from environments.restore.journal import MemoryJournal
from environments.restore.resources.manifest import RESOURCES
from environments.restore.resources.resource import Assignment, Link
from environments.restore.resources.variants import VariantResource
from tests.environments.restore.all_resources import create_all_resources
from tests.environments.restore.checker import differences


def test_every_resource_is_copied_into_an_empty_staging(pair):
    create_all_resources(pair.production, "autumn", "production.example")

    result = restore(pair.production, pair.staging, MemoryJournal(), pair.options)

    assert [report.failures for report in result.resources.values() if report.failures] == []
    assert result.drift == []
    assert (result.state, result.equal) == ("finished", True)
    assert differences(pair.production, pair.staging) == []
    copied = {name for name, report in result.resources.items() if report.created}
    assert copied | {"Variants"} == {resource.name for resource in RESOURCES if not resource.staging_only}
    again = restore(pair.production, pair.staging, MemoryJournal(), pair.options)
    assert (again.writes, again.deletes) == (0, 0)


def test_every_resource_is_restored_in_a_changed_staging(pair):
    create_all_resources(pair.production, "autumn", "production.example")
    create_all_resources(pair.staging, "spring", "staging.example")

    result = restore(pair.production, pair.staging, MemoryJournal(), pair.options)

    assert [report.failures for report in result.resources.values() if report.failures] == []
    assert result.drift == []
    assert (result.state, result.equal) == ("finished", True)
    assert differences(pair.production, pair.staging) == []
    again = restore(pair.production, pair.staging, MemoryJournal(), pair.options)
    assert (again.writes, again.deletes) == (0, 0)


class FakeCache(dict):
    def set(self, key, value, timeout):
        self[key] = value


@pytest.fixture
def operations(pair):
    """Return the methods and paths of the emulator's OpenAPI document, with unnamed parameters."""
    document = openapi.loads(openapi.fetch(pair.staging.endpoint, FakeCache()))
    return {(verb.upper(), _nameless(path)) for path, verbs in document["paths"].items() for verb in verbs}


def _nameless(path):
    return re.sub(r"{\w+}|<\w+>", "{}", path).lower()


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
def test_every_call_of_the_manifest_is_an_operation_of_the_document(resource, operations):
    place = tuple(f"<{name}>" for name in re.findall(r"{(\w+)}", resource.path))
    key = tuple(f"<{name}>" for name in resource.key_fields)
    calls = [("GET", resource.list_path(place))]
    if isinstance(resource, VariantResource):
        calls += [(call.method, call.path) for call in [resource.generate_call(place, True)]]
    save = resource.save_call(place, key, dict(zip(resource.key_fields, key, strict=True)))
    delete = resource.delete_call(place, key)
    calls += [(call.method, call.path) for call in (save, delete) if call]
    if resource.item_path(place, key):
        calls.append(("GET", resource.item_path(place, key)))

    unquoted = {(verb, _nameless(path.replace("%3C", "<").replace("%3E", ">"))) for verb, path in calls}
    assert unquoted <= operations
    assert delete or resource.name in ("MessageCCListenerAssignments", "Variants")


def test_the_manifest_lists_each_resource_after_those_it_refers_to():
    seen = set()
    for resource in RESOURCES:
        before = {resource.parent, resource.empty_unless, *resource.depends_on} - {""}
        assert before <= seen, f"{resource.name} comes before {before - seen}"
        seen.add(resource.name)
    assert len(seen) == len(RESOURCES)


def test_resource_specific_behavior_is_a_field_of_the_manifest():
    names = {resource.name for resource in RESOURCES}
    files = Path(engine.__file__).parent.rglob("*.py")
    named = {
        (path.name, node.value)
        for path in files
        if path.name not in ("manifest.py", "newer.py", "deliveries.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and node.value in names
    }
    assert named == {("variants.py", "Specs")}  # a field of a variant


def test_assignments_and_links_are_written_after_both_ends():
    for resource in RESOURCES:
        if isinstance(resource, Assignment | Link):
            assert resource.parent or len(resource.depends_on) >= 1


@pytest.mark.parametrize("older", [["acme"], ["acme_Staging"], ["acme", "acme_Staging"]])
def test_newer_resources_are_left_out_unless_both_organizations_have_them(pair, older):
    create_all_resources(pair.production, "autumn", "production.example", newer=False)
    for organization in older:
        environment = "Staging" if organization.endswith("_Staging") else "Production"
        requests.put(
            f"{pair.url}/_emulator/organizations/{organization}",
            json={"Environment": environment, "ApiVersion": "1.0.239"},
            timeout=10,
        ).raise_for_status()

    result = restore(pair.production, pair.staging, MemoryJournal(), pair.options)

    assert [report.failures for report in result.resources.values() if report.failures] == []
    assert result.state == "finished"
    assert not {resource.name for resource in RESOURCES if resource.since} & result.resources.keys()
    if len(older) == 2:
        again = restore(pair.production, pair.staging, MemoryJournal(), pair.options)
        assert (again.writes, again.deletes) == (0, 0)
