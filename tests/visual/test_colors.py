"""Colours are named once, and every pair that the components put together can be read."""

import re

import pytest

from tests.architecture.repository import files, read
from tests.visual.stylesheets import (
    SCHEMES,
    TOKENS,
    colours,
    contrast,
    stylesheets,
    without_comments,
)

COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(")
NAMES = "white|black|red|green|blue|gr[ae]y|orange|yellow|silver|navy|teal"
NAMED = re.compile(rf":[^;{{}}]*\b(?:{NAMES})\b[^;{{}}]*;")

BACKGROUNDS = ("canvas", "surface", "sunken", "hover")
FAMILIES = ("sandbox", "staging", "production", "danger", "ok", "warn")
SOFTS = ("accent-soft", *(f"{family}-soft" for family in FAMILIES))

TEXT = [
    *((ink, ground) for ink in ("text", "text-2", "text-3", "accent") for ground in BACKGROUNDS),
    *((ink, soft) for ink in ("text", "text-2", "accent") for soft in SOFTS),
    *((f"{family}-ink", ground) for family in FAMILIES for ground in (f"{family}-soft", "surface", "sunken")),
    *((ink, diff) for ink in ("text", "text-2") for diff in ("add-bg", "del-bg")),
    *(
        ("on-primary", fill)
        for fill in ("primary-bg", "primary-bg-hover", "danger", "danger-hover", "banner")
    ),
    ("accent-ink", "accent-soft"),
    ("accent-ink", "sunken"),
    ("accent-hover", "surface"),
]
CONTROLS = [
    *((line, ground) for line in ("line-strong", "accent") for ground in ("canvas", "surface", "sunken")),
    *(("primary-bg", ground) for ground in ("canvas", "surface")),
    *((name, ground) for name in FAMILIES[:3] for ground in ("canvas", "surface", "sunken")),
    ("ok", "surface"),
    ("warn", "surface"),
]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_has_sufficient_contrast(scheme, ink, ground):
    assert contrast(colours(scheme)[ink], colours(scheme)[ground]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("line", "ground"), CONTROLS)
def test_controls_have_sufficient_contrast(scheme, line, ground):
    assert contrast(colours(scheme)[line], colours(scheme)[ground]) >= 3


@pytest.mark.parametrize("what", [COLOUR, NAMED])
def test_only_the_token_sheet_defines_colors(what):
    elsewhere = [path for path in stylesheets() if path != TOKENS]
    assert elsewhere
    assert not [
        f"{path}: {found[0]}" for path in elsewhere for found in what.finditer(without_comments(path))
    ]


def test_every_custom_property_in_use_is_defined():
    text = "\n".join(without_comments(path) for path in stylesheets())
    defined = set(re.findall(r"(--[\w-]+)\s*:", text))
    # `var(--name, otherwise)` may stay undefined.
    used = set(re.findall(r"var\((--[\w-]+)\)", text))
    assert used
    assert used <= defined


def test_every_color_is_used():
    used = set(re.findall(r"var\(--([\w-]+)", "\n".join(without_comments(path) for path in stylesheets())))
    assert set(colours("light")) <= used


def test_a_page_uses_the_colors_of_the_style_sheets():
    drawn = [path for path in files(".html") if COLOUR.search(_without_links(read(path)))]
    assert not drawn


def _without_links(text: str) -> str:
    return re.sub(r"(?:href|action|data-[\w-]+|name)=\"[^\"]*\"|&#\d+;|{%.*?%}|{{.*?}}", "", text)
