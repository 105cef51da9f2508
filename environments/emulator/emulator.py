"""One emulator: a store, the organizations in it, their tokens, and the faults to inject."""

import threading

from environments.emulator.auth.tokens import Tokens
from environments.emulator.control.faults import Faults
from environments.emulator.control.request_log import RequestLog
from environments.emulator.outbound.delivery_queue import DeliveryQueue
from environments.emulator.storage.organizations import Organizations
from environments.emulator.storage.store import Store


class Emulator:
    """The parts of an emulator; `key` signs the platform's assertions and opens the control address."""

    def __init__(self, data: str, key: str) -> None:
        self.key = key
        self.store = Store(data)
        self.organizations = Organizations(self.store)
        self.tokens = Tokens(self.store, self.organizations)
        # Creating the key takes a moment; neither the document nor the control address needs it.
        self._key_thread = threading.Thread(target=self.tokens.create_key, name="signing key", daemon=True)
        self._key_thread.start()
        self.faults = Faults()
        self.requests = RequestLog(self.store)
        self.deliveries = DeliveryQueue()

    def close(self) -> None:
        """Stop all threads and close the store."""
        self._key_thread.join()
        self.deliveries.close()
        self.requests.flush()
        self.store.close()
