"""Template filters for the demo mailbox: the paragraphs of an email and its links."""

import re

from django import template

register = template.Library()
CODE = re.compile(r"[0-9]{6}|[A-Z0-9]{4}-[A-Z0-9]{4}")
LINK = re.compile(r"https?://[^\s<>\"']+")
FOOTER_SEPARATOR = "\n-- \n"


@register.filter
def paragraphs(text: str) -> list[dict[str, str]]:
    """Return the paragraphs of an email, each as `{"kind": "text" | "code" | "footer", "text": …}`."""
    body, _, footer = text.replace("\r\n", "\n").partition(FOOTER_SEPARATOR)
    texts = [paragraph.strip() for paragraph in re.split(r"\n\s*\n", body) if paragraph.strip()]
    result = [{"kind": "code" if CODE.fullmatch(item) else "text", "text": item} for item in texts]
    return [*result, {"kind": "footer", "text": footer.strip()}] if footer.strip() else result


@register.filter
def links(text: str) -> list[str]:
    """Return the http links of an email, each once, without the punctuation that follows them."""
    return list(dict.fromkeys(link.rstrip(".,;:)") for link in LINK.findall(text)))
