"""Fields of a page of the console, as a browser posts them."""

import re
from typing import Any


def signed_context(response: Any) -> str:
    """Return the hidden field that says in which tab and context the page's form is sent."""
    (value,) = set(re.findall(r'name="context" value="([^"]+)"', response.content.decode()))
    return value
