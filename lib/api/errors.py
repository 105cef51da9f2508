"""Errors of the Portal API, in a body that every client of OrderCloud can read."""

from typing import Any

from django.http import JsonResponse


def error_body(code: str, message: str, data: dict | None = None, *, error: str = "") -> dict[str, Any]:
    """Return the body of the error `code`; `error` replaces it where OAuth has its own word."""
    return {
        "Errors": [{"ErrorCode": code, "Message": message, "Data": data}],
        "error": error or code,
        "error_description": message,
    }


def error_response(
    status: int, code: str, message: str, data: dict | None = None, *, error: str = ""
) -> JsonResponse:
    """Return a response with the body of `error_body`."""
    return JsonResponse(error_body(code, message, data, error=error), status=status)


def too_many_requests(message: str, retry_after: int) -> JsonResponse:
    """Return a response with 429; the next request is allowed in `retry_after` seconds."""
    response = error_response(429, "TooManyRequests", message)
    response["Retry-After"] = str(retry_after)
    return response


class ApiError(Exception):
    """Raised by an operation to respond with an error of its own."""

    def __init__(self, status: int, code: str, message: str, data: dict | None = None, *, error: str = ""):
        super().__init__(message)
        self.arguments = (status, code, message, data, error)

    def response(self) -> JsonResponse:
        """Return the response with this error."""
        status, code, message, data, error = self.arguments
        return error_response(status, code, message, data, error=error)


def not_found(resource: str, id: str) -> ApiError:
    """Return the error for what does not exist or may not be seen."""
    data = {"ObjectType": resource, "ObjectID": id}
    return ApiError(404, "NotFound", f"{resource} {id} not found.", data)
