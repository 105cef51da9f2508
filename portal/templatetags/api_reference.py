"""Template filter for the texts of the OpenAPI document: paragraphs, code and bold, as in Markdown."""

import re

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()
# Code, bold, and links to pages of the portal.
MARKED = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*|\[([^]]+)\]\((/[^)]*)\)")


@register.filter
def marked(text: str) -> SafeString:
    """Return `text`, escaped, with its code, bold words and links marked.

    >>> marked("Send `a<b` **now**")
    'Send <code>a&lt;b</code> <strong>now</strong>'
    >>> marked("See [the tool](/static/tool.cjs).")
    'See <a href="/static/tool.cjs">the tool</a>.'
    """
    parts, end = [], 0
    for match in MARKED.finditer(text):
        parts += [conditional_escape(text[end : match.start()]), _element(*match.groups())]
        end = match.end()
    return format_html_join("", "{}", ((part,) for part in [*parts, conditional_escape(text[end:])]))


def _element(code: str | None, bold: str | None, link: str | None, url: str | None) -> SafeString:
    if code:
        return format_html("<code>{}</code>", code)
    if bold:
        return format_html("<strong>{}</strong>", bold)
    return format_html('<a href="{}">{}</a>', url, link)


@register.filter
def marked_paragraphs(text: str) -> SafeString:
    """Return each paragraph of `text` in a `p` element."""
    paragraphs = [part for part in re.split(r"\n\s*\n", text.strip()) if part]
    return format_html_join("\n", "<p>{}</p>", ((marked(part),) for part in paragraphs))
