"""The response to a call."""

from dataclasses import dataclass

from lib import exact_json


@dataclass(frozen=True)
class Response:
    """An HTTP response; `body` is None if it has none."""

    status: int
    body: bytes | None = None
    headers: tuple[tuple[str, str], ...] = ()


def json_response(status: int, value: object, headers: tuple[tuple[str, str], ...] = ()) -> Response:
    """Return a response with a JSON body."""
    return Response(status, exact_json.dumps(value).encode(), headers)


NO_CONTENT = Response(204)
