"""Parsing of the Portal API's request bodies: JSON whose texts can all be stored."""

import json

from django.http import HttpRequest
from ninja.parser import Parser

from lib import plain_text


class PlainTextParser(Parser):
    """Check every text of a body before any schema sees it."""

    def parse_body(self, request: HttpRequest) -> dict:
        """Parse the body.

        Raises:
            ValueError: it is not JSON.
            ValidationError: a text holds characters that are refused.
        """
        body = json.loads(request.body)
        plain_text.check_body(body)
        return body
