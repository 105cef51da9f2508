"""The named snapshots of an emulator, and what besides the stored rows a reset has to bring back."""

import re
from dataclasses import dataclass

from environments.emulator import errors
from environments.emulator.auth.revocations import Revocations
from environments.emulator.control.request_log import RequestLog
from environments.emulator.json_types import JsonObject
from environments.emulator.outbound.delivery_queue import DeliveryQueue
from environments.emulator.storage import snapshots
from environments.emulator.storage.organizations import Organizations
from environments.emulator.storage.records import Organization
from environments.emulator.values import dates
from lib import clock

MAX_SNAPSHOTS = 20
_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}")


@dataclass(frozen=True)
class _Named:
    name: str
    organization: Organization | None
    created: str
    rows: snapshots.Snapshot
    deliveries: tuple[dict, ...]
    clock_offset: float

    @property
    def json(self) -> JsonObject:
        return {
            "Name": self.name,
            "Organization": self.organization.portal_id if self.organization else None,
            "Created": self.created,
            "Records": self.rows.records,
        }


class Snapshots:
    """The snapshots by name. Thread-safe.

    The log of requests and the deliveries are reset too; what waits to be delivered is canceled. A snapshot
    of all organizations also has the revoked tokens and the clock. Rules of faults stay.
    """

    def __init__(
        self,
        organizations: Organizations,
        revocations: Revocations,
        requests: RequestLog,
        deliveries: DeliveryQueue,
    ) -> None:
        self._organizations, self._revocations = organizations, revocations
        self._requests, self._deliveries = requests, deliveries
        self._by_name: dict[str, _Named] = {}
        self._number = 0

    def all(self) -> list[JsonObject]:
        return [snapshot.json for snapshot in list(self._by_name.values())]

    def take(self, name: str, organization: Organization | None) -> tuple[JsonObject, bool]:
        """Store the present state of an organization, or of all; return it and whether its name is new.

        A snapshot with the same name is replaced.

        Raises:
            ApiError: the name is invalid, or there are too many snapshots.
        """
        if not _NAME.fullmatch(name):
            raise errors.invalid_value(
                "Name", "A name must have 1 to 100 characters: letters, digits, . - and _."
            )
        self._requests.flush()
        nums = frozenset([organization.num]) if organization else None
        with self._organizations.store.write_transaction() as connection:
            old = self._by_name.get(name)
            if old:
                snapshots.forget(connection, old.rows)
            elif len(self._by_name) >= MAX_SNAPSHOTS:
                raise errors.conflict(
                    "Snapshot.TooMany",
                    f"There can be {MAX_SNAPSHOTS} snapshots. Delete one.",
                )
            self._number += 1
            rows = snapshots.take(connection, self._number, nums)
            history = tuple(self._deliveries.of(organization.portal_id if organization else None))
            taken = _Named(name, organization, dates.now(), rows, history, clock.offset())
            self._by_name[name] = taken
        return taken.json, old is None

    def reset(self, name: str) -> JsonObject:
        """Return to the state of a snapshot. Raises `ApiError` (404) if there is none with this name."""
        self._requests.flush()
        with self._organizations.store.write_transaction() as connection:
            snapshot = self._require(name)
            portal_id = snapshot.organization.portal_id if snapshot.organization else None
            snapshots.reset(connection, snapshot.rows)
            connection.execute(
                "DELETE FROM request WHERE num > ? AND (? IS NULL OR org = ? COLLATE NOCASE)",
                (snapshot.rows.last_request, portal_id, portal_id),
            )
            self._organizations.reload_on_commit()
            self._organizations.store.on_commit(self._revocations.reload)
            self._organizations.store.on_commit(
                lambda: self._deliveries.reset(portal_id, snapshot.deliveries)
            )
            if portal_id is None and clock.offset() != snapshot.clock_offset:
                clock.set_offset(snapshot.clock_offset)
        return snapshot.json

    def delete(self, name: str) -> None:
        """Delete a snapshot. Raises `ApiError` (404) if there is none with this name."""
        with self._organizations.store.write_transaction() as connection:
            snapshots.forget(connection, self._require(name).rows)
            del self._by_name[name]

    def _require(self, name: str) -> _Named:
        if name not in self._by_name:
            raise errors.not_found("Snapshot", name)
        return self._by_name[name]
