"""A response of OrderCloud, exactly as received."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from environments.ordercloud.errors import InvalidJson
from lib import exact_json


@dataclass(frozen=True)
class Attempt:
    """One attempt of a call.

    Attributes:
        status: None if there was no response.
        outcome: the reason phrase, or the name of the error's class.
        seconds: how long the attempt took.
        retry_delay: seconds waited before the next attempt.
    """

    status: int | None
    outcome: str
    seconds: float
    retry_delay: float = 0.0


@dataclass(frozen=True)
class Response:
    """The final response to a call.

    `body` is unchanged. `sent_at` is when the last attempt was sent, as epoch time, and `seconds` how long
    it took.
    """

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes
    sent_at: float
    seconds: float
    attempts: tuple[Attempt, ...]

    def json(self) -> Any:
        """Return the parsed body with exact numbers; None if it is empty.

        Raises:
            InvalidJson: the body is not JSON.
        """
        if not self.body.strip():
            return None
        try:
            return exact_json.loads(self.body)
        except ValueError as error:
            raise InvalidJson(f"OrderCloud responded {self.status} with a body that is not JSON") from error
