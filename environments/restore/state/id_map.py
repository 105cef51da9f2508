"""Which API client of Staging corresponds to which of Production.

All other records keep their id. An API client does if the connection can create one under a given id.
Otherwise OrderCloud chooses the id, and references to API clients have to be translated. Clients with
different ids are matched by their name.
"""

import threading
from collections import defaultdict

from environments.restore.resources.manifest import API_CLIENTS, RESOURCES_BY_NAME
from environments.restore.resources.resource import Record, Resource

_NAME = RESOURCES_BY_NAME[API_CLIENTS].match_field


class ApiClientIds:
    """Maps Production's ids of API clients to those in Staging. Thread-safe."""

    def __init__(self) -> None:
        self._in_staging: dict[str, str] = {}
        self._lock = threading.Lock()

    def match(self, production: list[Record], staging: list[Record]) -> None:
        """Match API clients: by id first, then the remaining ones by name, in the order of the lists."""
        staging_ids = {client["ID"].casefold() for client in staging}
        production_ids = {client["ID"].casefold() for client in production}
        left: dict[str | None, list[str]] = defaultdict(list)
        for client in staging:
            if client["ID"].casefold() not in production_ids:
                left[client.get(_NAME)].append(client["ID"])
        for client in production:
            if client["ID"].casefold() not in staging_ids and left[client.get(_NAME)]:
                self.add(client["ID"], left[client.get(_NAME)].pop(0))

    def add(self, in_production: str, in_staging: str) -> None:
        with self._lock:
            self._in_staging[in_production.casefold()] = in_staging.lower()

    def in_staging(self, in_production: str) -> str:
        """Return the id in Staging; the given id if no other is known."""
        return self._in_staging.get(in_production.casefold(), in_production)

    def __bool__(self) -> bool:
        """Return whether any API client has another id in Staging."""
        return bool(self._in_staging)

    def translate(self, resource: Resource, record: Record) -> Record:
        """Return the record with its references to API clients as Staging has them."""
        if not self._in_staging or not resource.client_fields:
            return record
        translated = dict(record)
        for name in resource.client_fields:
            value = translated.get(name)
            if isinstance(value, list):
                translated[name] = [self.in_staging(id_) for id_ in value]
            elif value:
                translated[name] = self.in_staging(value)
        return translated
