"""The deliveries of a webhook, as a panel under its form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from console.enhanced.reading import Reader, Record
from environments.ordercloud.errors import Unreachable
from organizations.connections.deliveries import NOT_SHOWN, deliveries_of, shows_deliveries


@dataclass(frozen=True)
class Deliveries:
    """The last deliveries where the connection shows them; otherwise why it does not."""

    title: str = "Deliveries"
    template: str = "console/enhanced/_deliveries.html"

    def read(self, reader: Reader, record: Record) -> Mapping[str, Any]:
        """Return the deliveries, or the reason why there are none to show."""
        if not shows_deliveries(reader.organization):
            return {"reason": NOT_SHOWN}
        if record.get("BeforeProcessRequest"):
            return {"reason": "A webhook that runs before the request is called within it and has no log."}
        try:
            return {"deliveries": deliveries_of(reader.organization, str(record.get("ID")))}
        except Unreachable as error:
            return {"reason": str(error)}
