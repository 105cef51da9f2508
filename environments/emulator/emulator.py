"""One emulator: a store, the organizations in it, their tokens, and what it is told to do wrong."""

import threading

from environments.emulator.auth.tokens import Tokens
from environments.emulator.control.faults import Faults
from environments.emulator.control.request_log import RequestLog
from environments.emulator.outbound.delivery_queue import DeliveryQueue
from environments.emulator.storage.organizations import Organizations
from environments.emulator.storage.store import Store


class Emulator:
    """`key` is the secret that the platform's assertions and the control address are held to."""

    def __init__(self, data: str, key: str) -> None:
        self.key = key
        self.store = Store(data)
        self.organizations = Organizations(self.store)
        self.tokens = Tokens(self.store, self.organizations)
        # The key takes a moment to make at first; nobody needs it for the document or to make organizations.
        self._key_thread = threading.Thread(target=self.tokens.create_key, name="signing key", daemon=True)
        self._key_thread.start()
        self.faults = Faults()
        self.requests = RequestLog(self.store)
        self.deliveries = DeliveryQueue()

    def close(self) -> None:
        self._key_thread.join()
        self.deliveries.close()
        self.requests.flush()
        self.store.close()
