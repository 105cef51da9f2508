"""What the content policy forbids would fail silently in a browser, so no template may try it."""

import re

import pytest

from tests.architecture.repository import files, read

FORBIDDEN = {
    "a script inside the page": r"<script(?![^>]*(?:\bsrc=|type=[\"']application/json))",
    "a style inside the page": r"<style\b|\sstyle\s*=",
    "a handler inside the page": r"\son[a-z]+\s*=\s*[\"']",
    "hx-on, which evaluates text": r"\shx-on[:\s=-]",
    "a filter in hx-trigger, which is ignored and fires always": r"hx-trigger=\"[^\"]*\[",
    "js:, which evaluates text": r"[\"']\s*(?:js|javascript):",
    "another origin": r"(?:src|srcset|action|hx-(?:get|post|put|patch|delete))=\"(?:https?:)?//",
    "a style sheet or font of another origin": r"<link[^>]*href=\"(?:https?:)?//",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_templates_contain_no(what):
    pattern = re.compile(FORBIDDEN[what])
    found = [f"{path}: {match[0]}" for path in files(".html") for match in pattern.finditer(read(path))]
    assert not found


def test_templates_never_disable_escaping():
    assert not [path for path in files(".html") if re.search(r"\|safe\b|{%\s*autoescape off", read(path))]
