"""The response to one call."""

from dataclasses import dataclass

from lib import exact_json


@dataclass(frozen=True)
class Answer:
    """What goes back. `body` is None where the API answers nothing."""

    status: int
    body: bytes | None = None
    headers: tuple[tuple[str, str], ...] = ()


def json_answer(status: int, value: object, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    return Answer(status, exact_json.dumps(value).encode(), headers)


NOTHING = Answer(204)
