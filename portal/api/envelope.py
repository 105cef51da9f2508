"""Errors under `/api/v1` outside of the operations: unknown paths, wrong methods, server errors."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from lib.api.errors import error_response
from lib.request_context import IdentifiedHttpRequest

API_ROOT = "/api/v1"


class ApiEnvelopeMiddleware:
    """Converts every error under `/api/v1` to the format that the vendor's client libraries read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: IdentifiedHttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path == API_ROOT:  # Django would redirect to the same path with a slash
            return _envelope(request, 404)
        if response.status_code < 400 or not is_api(request.path):
            return response
        if response.headers.get("Content-Type", "").startswith("application/json"):
            return response
        envelope = _envelope(request, response.status_code)
        for name in ("Allow", "Retry-After"):
            if name in response:
                envelope[name] = response[name]
        return envelope


def is_api(path: str) -> bool:
    """Return whether `path` belongs to the Portal API."""
    return path == API_ROOT or path.startswith(f"{API_ROOT}/")


def _envelope(request: IdentifiedHttpRequest, status: int) -> HttpResponse:
    if status == 404:
        data = {"ObjectType": "Path", "ObjectID": request.path}
        return error_response(404, "NotFound", f"Nothing exists at {request.path}.", data)
    if status == 405:
        return error_response(
            405, "MethodNotAllowed", f"{request.method} is not available at {request.path}."
        )
    if status >= 500:
        data = {"RequestId": request.request_id}
        return error_response(status, "InternalServerError", "Something went wrong on our side.", data)
    return error_response(status, "Request.Invalid", "The request can't be read.")
