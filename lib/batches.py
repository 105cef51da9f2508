"""Work on many rows in the background, each by itself."""

from collections.abc import Callable, Iterable

import structlog
from django.db import OperationalError

log = structlog.get_logger(__name__)


def try_each(ids: Iterable[int], call: Callable[[int], bool], event: str) -> int:
    """Call `call` with each ID, and return how often it returned true.

    What goes wrong with one must not keep the others back: it is logged as `event`, without the error's text,
    which may hold what a user wrote. Only an `OperationalError` is raised, because it concerns all.
    """
    done = 0
    for id in ids:
        try:
            done += call(id)
        except OperationalError:
            raise
        except Exception as error:
            log.error(event, id=id, error=type(error).__name__)
    return done
