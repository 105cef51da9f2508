"""The layers, for what import-linter cannot see: a layer names only those under it."""

import ast
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import get_resolver

from portal import navigation
from portal.celery import app as celery_app
from tests.architecture.repository import LAYERS, ROOT, files, parsed, read, source

# From the top; accounts and environments stand beside each other.
RANKS = {layer: rank for rank, layer in enumerate(LAYERS)} | {"environments": LAYERS.index("accounts")}
DOTTED = re.compile(rf"(?:{'|'.join(LAYERS)})(?:\.\w+)+")
REVERSING = {"reverse", "reverse_lazy", "redirect", "resolve_url"}


def is_upward(here: str, there: str) -> bool:
    """True when the layer `here` knows one that is not under it. What is no layer of ours is under all."""
    return there in RANKS and here != there and RANKS[there] <= RANKS[here]


def layer_of_view(name: str) -> str:
    """Return the layer whose code serves the address of that name; empty when there is none."""
    resolver = get_resolver()
    *namespaces, name = name.split(":")
    for namespace in namespaces:
        resolver = resolver.namespace_dict[namespace][1]
    views = (pattern.callback for pattern in walk(resolver) if pattern.name == name)
    view = next(views, None)
    return getattr(view, "view_class", view).__module__.split(".")[0] if view else ""


def walk(resolver):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from walk(pattern)
        else:
            yield pattern


def test_models_relate_to_models_of_lower_layers_only():
    upward = [
        f"{model._meta.label}.{field.name}"
        for layer in LAYERS
        if layer in apps.app_configs
        for model in apps.get_app_config(layer).get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
        if is_upward(layer, field.related_model._meta.app_label)
    ]
    assert not upward


def test_python_names_no_upper_layer_in_a_dotted_path():
    """Names of tasks, permissions and classes that are given as text."""
    upward = [
        f"{path}:{node.lineno} {node.value}"
        for path in source()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and DOTTED.fullmatch(node.value)
        if is_upward(path.parts[0], node.value.split(".")[0])
    ]
    assert not upward


def test_python_reverses_no_address_of_an_upper_layer():
    upward = [
        f"{path}:{call.lineno} {call.args[0].value}"
        for path in source()
        for call in ast.walk(parsed(path))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in REVERSING
        if call.args and isinstance(call.args[0], ast.Constant) and not call.args[0].value.startswith("/")
        if is_upward(path.parts[0], layer_of_view(call.args[0].value))
    ]
    assert not upward


def test_templates_link_to_no_address_of_an_upper_layer_except_in_the_sidebar():
    sidebar = {entry[1] for entry in [*navigation.MAIN_MENU, *navigation.ORGANIZATION_MENU]}
    upward = [
        f"{path} {name}"
        for path, layer in templates_of_layers()
        for name in re.findall(r"{%\s*url\s+['\"]([\w:-]+)['\"]", read(path))
        if name not in sidebar and is_upward(layer, layer_of_view(name))
    ]
    assert not upward


def test_templates_include_nothing_of_an_upper_layer():
    upward = [
        f"{path} {name}"
        for path, layer in templates_of_layers()
        for name in re.findall(r"{%\s*(?:include|extends)\s+['\"]([^'\"]+)['\"]", read(path))
        if is_upward(layer, name.split("/")[0])
    ]
    assert not upward


def templates_of_layers():
    """Those in a layer's folder. The frame and the components beside them belong to no layer."""
    for path in files(".html"):
        if path.parts[0] == "templates" and path.parts[1] in LAYERS:
            yield path, path.parts[1]


def dotted_paths(value) -> list[str]:
    """Every path into a layer that a setting holds, however deep."""
    if isinstance(value, str):
        return [value] if DOTTED.fullmatch(value) else []
    if isinstance(value, dict):
        return [path for pair in value.items() for part in pair for path in dotted_paths(part)]
    if isinstance(value, (list, tuple, set)):
        return [path for part in value for path in dotted_paths(part)]
    return []


def test_settings_name_only_existing_objects():
    values = [getattr(settings, name) for name in dir(settings) if name.isupper()]
    ours = set(dotted_paths(values)) - {settings.AUTH_USER_MODEL}
    assert ours
    for path in ours:
        pkgutil.resolve_name(path)


def test_tasks_referenced_by_name_exist():
    celery_app.loader.import_default_modules()
    named = {
        node.value
        for path in source()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and re.fullmatch(r"(?:\w+\.)+tasks\.\w+", str(node.value))
    }
    assert named
    assert named <= set(celery_app.tasks)


@pytest.mark.parametrize(
    "package",
    [
        "accounts.social.stand_ins",
        "console.openapi",
        "console.request",
        "console.response",
        "environments.emulator",
        "environments.ordercloud",
        "environments.restore",
    ],
)
def test_framework_free_packages_do_not_load_django(package):
    """In a process of its own, since no linter sees what a parent package imports."""
    folder = Path(*package.split("."))
    modules = [
        ".".join(path.with_suffix("").parts)
        for path in source()
        if path.is_relative_to(folder) and not path.stem.startswith("__")
    ]
    assert modules
    program = f"import sys, {', '.join(modules)}; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT).returncode == 0


def test_audit_rows_are_read_for_the_audit_log_only():
    """What the portal does next depends on its other rows, which stay when the log is trimmed."""
    readers = {
        str(path)
        for path in source()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr == "objects"
        if isinstance(node.value, ast.Name) and node.value.id == "AuditEntry"
    }
    assert readers == {"accounts/audit/log.py", "accounts/profile/account_deletion.py"}
