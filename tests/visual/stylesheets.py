"""The style sheets as text, and the colours that tokens.css gives to each name."""

import re
from functools import cache
from pathlib import Path

from tests.architecture.repository import ROOT, files, read

STATIC = Path("static")
TOKENS = STATIC / "css" / "tokens.css"
SCHEMES = ("light", "dark")


def stylesheets() -> list[Path]:
    """Our style sheets, relative to the root."""
    return [path for path in files(".css") if path.is_relative_to(STATIC)]


def without_comments(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", read(path), flags=re.DOTALL)


@cache
def colours(scheme: str) -> dict[str, str]:
    """Hex by name, as a page in `scheme` sees it."""
    text = without_comments(TOKENS)
    pairs = re.findall(r"--([\w-]+):\s*light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", text)
    plain = re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", text)
    return dict(plain) | {name: (light, dark)[SCHEMES.index(scheme)] for name, light, dark in pairs}


def contrast(one: str, other: str) -> float:
    """The contrast of two hex colours as WCAG 2 counts it, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def static_file(name: str) -> bool:
    """Whether `{% static name %}` is one of ours."""
    return (ROOT / STATIC / name).is_file()
