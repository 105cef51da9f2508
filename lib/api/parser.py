"""How the Portal API reads a body: JSON whose texts can all be stored."""

import json

from django.http import HttpRequest
from ninja.parser import Parser

from lib import plain_text


class PlainTextParser(Parser):
    """Checks every text of a body before any schema sees it."""

    def parse_body(self, request: HttpRequest) -> dict:
        """The body. Raises `ValueError` for what is no JSON, `ValidationError` for a text that is refused."""
        body = json.loads(request.body)
        plain_text.check_body(body)
        return body
