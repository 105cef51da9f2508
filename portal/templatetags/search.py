"""Template filter for the search: marks what matches."""

import re

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def highlight(text: str, query: str) -> SafeString:
    """Return `text`, escaped, with each word of `query` in a `mark` element.

    >>> highlight("Products <b>", "prod B")
    '<mark>Prod</mark>ucts &lt;<mark>b</mark>&gt;'
    >>> highlight("Acme", "")
    'Acme'
    """
    words = sorted({re.escape(word) for word in query.split()}, key=len, reverse=True)
    if not words:
        return conditional_escape(text)
    parts = re.split(f"({'|'.join(words)})", text, flags=re.IGNORECASE)
    marked = [
        format_html("<mark>{}</mark>", part) if place % 2 else conditional_escape(part)
        for place, part in enumerate(parts)
    ]
    return mark_safe("".join(marked))
