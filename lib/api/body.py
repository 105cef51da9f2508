"""Bodies of requests to the Portal API: their size, without reading more than is accepted."""

from io import BytesIO
from typing import BinaryIO, cast

from django.http import HttpRequest

from lib.api.errors import ApiError

MAX_BODY_SIZE = 1_000_000  # bytes; the largest body that the API needs has a few thousand


def bound_body(request: HttpRequest) -> None:
    """Refuse a body that is too large, before any of it is read.

    A chunked body does not say its size: up to the limit of it is read, which Django alone would ignore.

    Raises:
        ApiError: 413 for a body that is too large, 411 where the server does not take chunked bodies, and 400
            for an impossible size.
    """
    length = str(request.META.get("CONTENT_LENGTH") or "")
    if length:
        if not (length.isascii() and length.isdigit()):
            raise ApiError(400, "Request.InvalidLength", "Content-Length must be a number of bytes.")
        if len(length) > 12 or int(length) > MAX_BODY_SIZE:
            raise _too_large()
    elif request.META.get("HTTP_TRANSFER_ENCODING"):
        if not request.META.get("wsgi.input_terminated"):
            raise ApiError(411, "Request.LengthRequired", "Send the body with a Content-Length.")
        body = _read(cast(BinaryIO, request.META["wsgi.input"]))
        request.META["CONTENT_LENGTH"] = str(len(body))
        vars(request)["_stream"] = BytesIO(body)


def _read(stream: BinaryIO) -> bytes:
    body = b""
    while chunk := stream.read(MAX_BODY_SIZE + 1 - len(body)):
        body += chunk
        if len(body) > MAX_BODY_SIZE:
            raise _too_large()
    return body


def _too_large() -> ApiError:
    message = f"The body is larger than {MAX_BODY_SIZE:,} bytes."
    return ApiError(413, "Request.BodyTooLarge", message, {"MaxBytes": MAX_BODY_SIZE})
