"""Errors of the Portal API in the one body that every client of the vendor's can read."""

from django.http import JsonResponse


def problem(
    status: int, code: str, message: str, data: dict | None = None, *, error: str = ""
) -> JsonResponse:
    """An answer of `status` with the error `code`; `error` replaces it where OAuth has a word of its own."""
    body = {
        "Errors": [{"ErrorCode": code, "Message": message, "Data": data}],
        "error": error or code,
        "error_description": message,
    }
    return JsonResponse(body, status=status)


class Problem(Exception):
    """Raised by an operation to end with an error of its own."""

    def __init__(self, status: int, code: str, message: str, data: dict | None = None, *, error: str = ""):
        super().__init__(message)
        self.arguments = (status, code, message, data, error)

    def response(self) -> JsonResponse:
        """The answer that says it."""
        status, code, message, data, error = self.arguments
        return problem(status, code, message, data, error=error)
