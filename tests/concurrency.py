"""Calls at the same time."""

import threading
from collections.abc import Callable, Iterable
from functools import partial

from django.core.exceptions import ValidationError
from django.db import OperationalError, connection


def run_concurrently(calls: Iterable[Callable[[], object]]) -> None:
    """Run each call in a thread of its own, and return when all have ended."""
    threads = [threading.Thread(target=call) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class Meeting:
    """Two activities at once: each stops with its first rows locked until the other has its own."""

    def __init__(self, monkeypatch):
        self.monkeypatch, self.errors = monkeypatch, list[Exception]()

    def stop(self, module, name, reached, other, *, before: bool) -> None:
        call = getattr(module, name)

        def stopping(*args, **options):
            result = None if before else call(*args, **options)
            reached.set()
            other.wait(0.5)  # where rows are locked in one order, the other one is still waiting
            return call(*args, **options) if before else result

        self.monkeypatch.setattr(module, name, stopping)

    def run(self, *calls) -> None:
        run_concurrently([partial(self._recorded, call) for call in calls])
        assert not [error for error in self.errors if isinstance(error, OperationalError)]

    def _recorded(self, call) -> None:
        try:
            call()
        except (OperationalError, ValidationError) as error:
            self.errors.append(error)
        finally:
            connection.close()
