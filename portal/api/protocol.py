"""What holds for every request to the Portal API, before and after its operation.

Bodies are bounded, HEAD works like GET, OPTIONS names the methods, reads have an ETag, and each response says
how many requests the caller has left.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from lib.api import etags
from lib.api.body import bound_body
from lib.api.errors import ApiError
from portal.api import throttling
from portal.api.envelope import is_api


class ApiProtocolMiddleware:
    """Applies the rules of HTTP that all operations share."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_api(request.path):
            return self.get_response(request)
        method, is_head = request.method, request.method == "HEAD"
        if is_head:
            request.method = "GET"
        try:
            bound_body(request)
        except ApiError as error:
            response: HttpResponse = error.response()
        else:
            response = self.get_response(request)
        if "Allow" in response:
            response = _with_methods(response, method)
        quota = throttling.count(request)
        if quota.exceeded and response.status_code != 429:
            response = throttling.throttled(quota)
        if request.method == "GET":
            response = etags.conditional(request, response)
        throttling.add_headers(response, quota)
        return _without_body(response) if is_head else response


def _with_methods(response: HttpResponse, method: str | None) -> HttpResponse:
    """Complete the methods of a 405, which is the answer to OPTIONS."""
    methods = {name.strip() for name in response["Allow"].split(",")} | {"OPTIONS"}
    if "GET" in methods:
        methods.add("HEAD")
    if method == "OPTIONS":
        response = HttpResponse(status=204)
        del response["Content-Type"]
    response["Allow"] = ", ".join(sorted(methods))
    return response


def _without_body(response: HttpResponse) -> HttpResponse:
    """Leave out the body, and keep its length as HEAD requires."""
    if response.status_code not in {204, 304}:
        response["Content-Length"] = str(len(response.content))
    response.content = b""
    return response
