"""Template filter for the texts of the OpenAPI document: paragraphs, code and bold, as in Markdown."""

import re

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()
MARKED = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*")


@register.filter
def marked(text: str) -> SafeString:
    """Return `text`, escaped, with its code and bold words marked.

    >>> marked("Send `a<b` **now**")
    'Send <code>a&lt;b</code> <strong>now</strong>'
    """
    parts, end = [], 0
    for match in MARKED.finditer(text):
        code, bold = match.groups()
        element = format_html("<code>{}</code>", code) if code else format_html("<strong>{}</strong>", bold)
        parts += [conditional_escape(text[end : match.start()]), element]
        end = match.end()
    return format_html_join("", "{}", ((part,) for part in [*parts, conditional_escape(text[end:])]))


@register.filter
def marked_paragraphs(text: str) -> SafeString:
    """Return each paragraph of `text` in a `p` element."""
    paragraphs = [part for part in re.split(r"\n\s*\n", text.strip()) if part]
    return format_html_join("\n", "<p>{}</p>", ((marked(part),) for part in paragraphs))
