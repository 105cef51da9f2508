"""One emulator: a store, the organizations in it, their tokens, and the faults to inject."""

import threading
from collections.abc import Callable

from environments.emulator.auth.tokens import Tokens
from environments.emulator.catalogue.versions import NEWEST
from environments.emulator.control.faults import Faults
from environments.emulator.control.request_log import RequestLog
from environments.emulator.control.snapshots import Snapshots
from environments.emulator.outbound.delivery_queue import DeliveryQueue
from environments.emulator.storage.organizations import Organizations
from environments.emulator.storage.records import Organization
from environments.emulator.storage.store import Store


class Emulator:
    """The parts of an emulator.

    Attributes:
        key: signs the platform's assertions and opens the control address.
        api_version: the version of the API that organizations without one of their own have.
        before_close: called by `close` first, to end what uses the store in the background.
    """

    def __init__(self, data: str, key: str, api_version: str = NEWEST) -> None:
        self.key = key
        self.api_version = api_version
        self.store = Store(data)
        self.organizations = Organizations(self.store)
        self.tokens = Tokens(self.store, self.organizations)
        # Creating the key takes a moment; neither the document nor the control address needs it.
        self._key_thread = threading.Thread(target=self.tokens.create_key, name="signing key", daemon=True)
        self._key_thread.start()
        self.faults = Faults()
        self.requests = RequestLog(self.store)
        self.deliveries = DeliveryQueue()
        self.snapshots = Snapshots(
            self.organizations, self.tokens.revocations, self.requests, self.deliveries
        )
        self.before_close: list[Callable[[], None]] = []

    def version_of(self, organization: Organization) -> str:
        """Return the version of the API that an organization is served."""
        return organization.api_version or self.api_version

    def serves_newest(self, organization: Organization) -> bool:
        """Return whether an organization is served in the newest version of the API."""
        return self.version_of(organization) == NEWEST

    def close(self) -> None:
        """Stop all threads and close the store."""
        for function in self.before_close:
            function()
        self._key_thread.join()
        self.deliveries.close()
        self.requests.flush()
        self.store.close()
