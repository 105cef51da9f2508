"""Each sheet has its layer and its place; what a template names exists, and what exists is named."""

import re
from itertools import accumulate

import lucide
import pytest

from tests.house.tree import files, read
from tests.look.sheets import STATIC, sheets, static_file, without_comments

NAMED = re.compile(r"{%\s*static\s+\"([^\"]+)\"\s*%}")
OURS = ("css/", "js/", "img/")
# Django's own sheets lie outside of all layers, so what answers them does too.
UNLAYERED = ("portal.css", "admin.css")
FOLDER_LAYERS = {"components": "components", "pages": "pages"}


def layer_of(path) -> str:
    return FOLDER_LAYERS.get(path.parent.name, path.stem)


def layered() -> list:
    return [path for path in sheets() if path.name not in UNLAYERED and path.parent.name != "admin"]


@pytest.mark.parametrize("path", layered(), ids=str)
def test_a_sheet_lies_in_its_layer_and_nothing_beside_it(path):
    text = without_comments(path).strip()
    assert text.startswith(f"@layer {layer_of(path)} {{")
    depths = list(accumulate((letter == "{") - (letter == "}") for letter in text))
    # The first closing of depth 0 is the end of the sheet.
    assert depths.index(0, text.index("{")) == len(text) - 1


def test_the_layers_are_told_first():
    order = re.search(r"@layer ([\w, ]+);", without_comments(STATIC / "css" / "portal.css"))[1].split(", ")
    assert order == ["reset", "tokens", "base", "layout", "components", "pages", "utilities"]
    assert {layer_of(path) for path in layered()} <= set(order)
    links = NAMED.findall(read(next(path for path in files("base.html") if path.parent.name == "templates")))
    assert next(link for link in links if link.endswith(".css")) == "css/portal.css"


def test_what_a_template_links_exists():
    missing = [
        f"{path}: {name}"
        for path in files(".html")
        for name in NAMED.findall(read(path))
        if name.startswith(OURS) and not static_file(name)
    ]
    assert not missing


def test_every_sheet_and_script_is_linked():
    linked = {name for path in files(".html") for name in NAMED.findall(read(path))}
    ours = [path for path in files(".css", ".js") if path.is_relative_to(STATIC)]
    assert ours
    assert not [str(path) for path in ours if path.relative_to(STATIC).as_posix() not in linked]


def test_every_icon_exists():
    used = {name for path in files(".html") for name in re.findall(r"{% icon \"([\w-]+)\"", read(path))}
    assert used
    for name in used:
        lucide._load_icon(name)


def test_sheets_never_shout():
    """`!important` is for reduced motion, which has to win; layers settle everything else."""
    loud = [path for path in sheets() if "!important" in without_comments(path)]
    assert {path.name for path in loud} <= {"base.css"}
