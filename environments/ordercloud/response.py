"""An answer of OrderCloud, just as it came."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from environments.ordercloud.errors import InvalidJson
from lib import exact_json


@dataclass(frozen=True)
class Attempt:
    """One try of a call: what came of it, and how long was waited before the next.

    `status` is None when no answer came; `outcome` is then the name of the error's class.
    """

    status: int | None
    outcome: str
    seconds: float
    retry_delay: float = 0.0


@dataclass(frozen=True)
class Response:
    """The last answer to a call. `body` is untouched; `sent_at` is the epoch time at which the last try went
    out, `seconds` how long that try took."""

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes
    sent_at: float
    seconds: float
    attempts: tuple[Attempt, ...]

    def json(self) -> Any:
        """The body as values whose numbers keep their digits; None when it is empty.

        Raises:
            NotJson: the body is something else.
        """
        if not self.body.strip():
            return None
        try:
            return exact_json.loads(self.body)
        except ValueError as error:
            raise InvalidJson(f"OrderCloud answered {self.status} with something that is not JSON") from error
