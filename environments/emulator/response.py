"""The response to one call."""

from dataclasses import dataclass

from lib import exact_json


@dataclass(frozen=True)
class Response:
    """What goes back. `body` is None where the API answers nothing."""

    status: int
    body: bytes | None = None
    headers: tuple[tuple[str, str], ...] = ()


def json_response(status: int, value: object, headers: tuple[tuple[str, str], ...] = ()) -> Response:
    return Response(status, exact_json.dumps(value).encode(), headers)


NO_CONTENT = Response(204)
