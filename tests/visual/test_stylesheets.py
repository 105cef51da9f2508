"""Each sheet has its layer and its place; what a template names exists, and what exists is named."""

import re
from itertools import accumulate

import lucide
import pytest

from tests.architecture.repository import files, read
from tests.visual.stylesheets import STATIC, static_file, stylesheets, without_comments

NAMED = re.compile(r"{%\s*static\s+\"([^\"]+)\"\s*%}")
OURS = ("css/", "js/", "img/")
# Django's own sheets lie outside of all layers, so what serves them does too.
UNLAYERED = ("admin.css",)
UNLAYERED_FOLDERS = ("admin", "bundles")
IMPORTED = re.compile(r'^@?import (?:url\()?"([^"]+)"', re.MULTILINE)
FOLDER_LAYERS = {"components": "components", "pages": "pages"}


def layer_of(path) -> str:
    return FOLDER_LAYERS.get(path.parent.name, path.stem)


def layered() -> list:
    return [
        path
        for path in stylesheets()
        if path.name not in UNLAYERED and path.parent.name not in UNLAYERED_FOLDERS
    ]


def bundles() -> dict[str, list[str]]:
    """What each bundle imports, as templates would name it."""
    return {
        path.as_posix(): [
            (path.parent / name).resolve().relative_to(STATIC.resolve()).as_posix()
            for name in IMPORTED.findall(read(path))
        ]
        for path in files(".css", ".js")
        if path.is_relative_to(STATIC) and path.parent.name == "bundles"
    }


@pytest.mark.parametrize("path", layered(), ids=str)
def test_a_style_sheet_has_its_cascade_layer_only(path):
    text = without_comments(path).strip()
    assert text.startswith(f"@layer {layer_of(path)} {{")
    depths = list(accumulate((letter == "{") - (letter == "}") for letter in text))
    # The first closing of depth 0 is the end of the sheet.
    assert depths.index(0, text.index("{")) == len(text) - 1


def test_the_cascade_layers_are_declared_first():
    text = without_comments(STATIC / "css" / "bundles" / "portal.css").strip()
    order = re.match(r"@layer ([\w, ]+);", text)[1].split(", ")
    assert order == ["reset", "tokens", "base", "layout", "components", "pages", "utilities"]
    assert {layer_of(path) for path in layered()} <= set(order)
    links = NAMED.findall(read(next(path for path in files("base.html") if path.parent.name == "layouts")))
    assert next(link for link in links if link.endswith(".css")) == "css/bundles/portal.css"


def test_bundle_imports_exist_and_are_unique():
    assert bundles()
    for name, imported in bundles().items():
        assert imported, name
        assert not [sheet for sheet in imported if not static_file(sheet)]
        assert len(imported) == len(set(imported)), name


def test_a_bundled_script_can_be_wrapped_in_a_block():
    """Neither imports nor exports, nor an `await` that others would wait for."""
    scripts = [name for imported in bundles().values() for name in imported if name.endswith(".js")]
    assert scripts
    lines = re.compile(r"^(?:import|export|await)\b", re.MULTILINE)
    assert not [name for name in scripts if lines.search(read(STATIC / name))]


def test_a_signed_in_page_loads_every_common_script():
    common, signed_in = (bundles()[f"static/js/bundles/{name}.js"] for name in ("portal", "page"))
    assert set(common) < set(signed_in)


def test_static_files_linked_by_templates_exist():
    missing = [
        f"{path}: {name}"
        for path in files(".html")
        for name in NAMED.findall(read(path))
        if name.startswith(OURS) and not static_file(name)
    ]
    assert not missing


def test_every_style_sheet_and_script_is_linked():
    linked = {name for path in files(".html") for name in NAMED.findall(read(path))}.union(
        *bundles().values()
    )
    ours = [path for path in files(".css", ".js") if path.is_relative_to(STATIC)]
    assert ours
    assert not [str(path) for path in ours if path.relative_to(STATIC).as_posix() not in linked]


def test_every_icon_exists():
    used = {name for path in files(".html") for name in re.findall(r"{% icon \"([\w-]+)\"", read(path))}
    assert used
    for name in used:
        lucide._load_icon(name)


def test_style_sheets_do_not_use_important():
    """`!important` is for reduced motion, which has to win; layers settle everything else."""
    loud = [path for path in stylesheets() if "!important" in without_comments(path)]
    assert {path.name for path in loud} <= {"base.css"}
