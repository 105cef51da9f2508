"""ETags of the Portal API.

They are strong: a digest of the body as it is sent, which is the same for the same data, user and query. A
weak one would not do for `If-Match`, which compares strongly.
"""

import base64
import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

# Where each response is a new secret.
UNCACHED = ("/token",)


def etag_of(body: bytes) -> str:
    """Return the ETag of a response with that body."""
    digest = hashlib.sha256(body).digest()[:16]
    return f'"{base64.urlsafe_b64encode(digest).decode().rstrip("=")}"'


def conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give a read its ETag; return 304 without a body if the client has that version."""
    is_json = response.get("Content-Type", "").startswith("application/json")
    if response.status_code != 200 or not is_json or request.path.endswith(UNCACHED):
        return response
    etag = etag_of(response.content)
    if none_match(request, etag):
        response = HttpResponse(status=304)
        del response["Content-Type"]
    response["ETag"] = etag
    patch_vary_headers(response, ["Authorization"])
    return response


def none_match(request: HttpRequest, etag: str) -> bool:
    """Return whether `If-None-Match` names the version; it compares weakly."""
    sent = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in sent or etag in {each.removeprefix("W/") for each in sent}
