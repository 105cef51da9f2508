"""How the mailbox of the demo shows a mail: its paragraphs, the code among them, its addresses."""

import re

from django import template

register = template.Library()
CODE = re.compile(r"[0-9]{6}|[A-Z0-9]{4}-[A-Z0-9]{4}")
ADDRESS = re.compile(r"https?://[^\s<>\"']+")
FOOT = "\n-- \n"


@register.filter
def parts(text: str) -> list[dict[str, str]]:
    """The paragraphs of a mail, each `{"kind": "text" | "code" | "foot", "text": …}`; a code is one."""
    body, _, foot = text.replace("\r\n", "\n").partition(FOOT)
    paragraphs = [paragraph.strip() for paragraph in re.split(r"\n\s*\n", body) if paragraph.strip()]
    found = [{"kind": "code" if CODE.fullmatch(words) else "text", "text": words} for words in paragraphs]
    return [*found, {"kind": "foot", "text": foot.strip()}] if foot.strip() else found


@register.filter
def addresses(text: str) -> list[str]:
    """Every http address in a mail, each once, without the point that ends its sentence."""
    return list(dict.fromkeys(found.rstrip(".,;:)") for found in ADDRESS.findall(text)))
