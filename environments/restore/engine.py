"""Restore a Staging organization from its Production.

    result = restore(production, staging, journal, Terms.of(grant.can))

In order: read the integrations of both halves and capture what is Staging's own; read everything else of both
halves and plan; take away, delete, write; read again what was written. Nothing is written before the whole
goal is known and the captures are saved.
"""

from collections.abc import Callable, Iterable

from environments.ordercloud import Client
from environments.restore.clients import Production, Staging
from environments.restore.context import Books
from environments.restore.journal import Journal, MemoryJournal, Phase
from environments.restore.options import Terms
from environments.restore.plan import Action
from environments.restore.progress import Cancelled, Progress
from environments.restore.reading.integrations import (
    captured,
    plan_integrations,
    protect,
    read_integrations,
)
from environments.restore.reading.planner import Survey
from environments.restore.report import Drift, Result
from environments.restore.resources.manifest import INTEGRATIONS, KINDS
from environments.restore.resources.resource import Kind
from environments.restore.state.orphans import forget_gone_parties
from environments.restore.storage.spool import Spool
from environments.restore.worker_pool import Crew
from environments.restore.writing.executor import Execution, change_of
from environments.restore.writing.verification import Verification
from lib import clock


class WrongPair(Exception):
    """Restoring is from a Production to a Staging, never any other way."""


def restore(
    production: Client, staging: Client, journal: Journal, terms: Terms, kinds: Iterable[Kind] = KINDS
) -> Result:
    """Make Staging what Production is, except for what must differ. A second run writes nothing.

    `kinds` restricts the restore; the integrations always belong to it. Where OrderCloud itself copied
    Production over Staging, restoring the integrations alone, with captures from before in the journal, puts
    back what is Staging's own.

    Raises:
        LeaseLost: from the journal; somebody else goes on with this run.
        Unreachable, Unauthorized: the halves cannot be spoken to. Call again later with the same journal.
        IntegrationsUnreadable: without knowing the integrations nothing was written.
        WrongPair: the clients are not of a Production and a Staging.
    """
    return _Run(production, staging, journal, terms, kinds).restore()


def rehearse(
    production: Client,
    staging: Client,
    terms: Terms,
    kinds: Iterable[Kind] = KINDS,
    journal: Journal | None = None,
) -> Result:
    """Say what `restore` would do, without doing it. Raises what `restore` raises.

    A `journal` hears how far it is; no captures are saved to it.
    """
    return _Run(production, staging, journal or MemoryJournal(), terms, kinds).rehearse()


def capture(production: Client, staging: Client, journal: Journal, terms: Terms) -> None:
    """Save what is Staging's own now, ahead of a restore that OrderCloud itself carries out.

    Does nothing when the journal holds captures already. Raises what `restore` raises.
    """
    _Run(production, staging, journal, terms, ()).capture()


class _Run:
    def __init__(
        self, production: Client, staging: Client, journal: Journal, terms: Terms, kinds: Iterable[Kind]
    ):
        if (production.endpoint.environment, staging.endpoint.environment) != ("Production", "Staging"):
            raise WrongPair(f"{production.endpoint.environment} to {staging.endpoint.environment}")
        wanted = {kind.name for kind in kinds} | set(INTEGRATIONS)
        self._kinds = [kind for kind in KINDS if kind.name in wanted]
        self._journal = journal
        self._books = Books(
            Production(production),
            Staging(staging, journal.still_ours),
            terms,
            Progress(journal),
            Result(),
            Spool(),
        )
        self._crew = Crew(terms.slots, self._books.progress.tick)

    def restore(self) -> Result:
        return self._guarded(self._restore)

    def rehearse(self) -> Result:
        self._books.result.rehearsal = True
        return self._guarded(self._rehearse)

    def capture(self) -> None:
        self._guarded(lambda: captured(self._journal, read_integrations(self._books, self._crew)[1], True))

    def _restore(self) -> None:
        began = clock.now()
        goal = self._plan(keep_captures=True)
        Execution(self._kinds, self._books, self._crew).run()
        self._books.progress.finish(Phase.DELETE)
        self._books.progress.finish(Phase.WRITE)
        Verification(self._kinds, self._books, goal, began).run(self._crew)
        self._books.progress.finish(Phase.VERIFY)

    def _rehearse(self) -> None:
        self._plan(keep_captures=False)
        _foretell(self._kinds, self._books)

    def _plan(self, keep_captures: bool):
        books = self._books
        production, staging = read_integrations(books, self._crew)
        own = captured(self._journal, staging, keep_captures)
        protect(books, staging)
        goal = plan_integrations(books, production, staging, own)
        books.progress.finish(Phase.CAPTURE)
        counted = {name: (len(production[name]), len(staging[name])) for name in INTEGRATIONS}
        others = [kind for kind in self._kinds if kind.name not in INTEGRATIONS]
        self._crew.run(Survey(others, books, counted).take)
        books.progress.finish(Phase.SURVEY)
        forget_gone_parties(books.plan, books.result, goal)
        return goal

    def _guarded(self, work: Callable[[], object]) -> Result:
        result = self._books.result
        try:
            work()
        except Cancelled:
            result.state = "cancelled"
        finally:
            self._crew.close()
            self._books.close()
        self._books.progress.flush()
        return self._closed(result)

    def _closed(self, result: Result) -> Result:
        books = self._books
        result.reads = books.production.reads + books.staging.reads
        result.writes, result.deletes = books.staging.writes, books.staging.deletes
        result.failed = sum(report.failed for report in result.resources.values())
        unread = any(report.unreadable for report in result.resources.values())
        if result.state == "finished" and (result.failed or unread):
            result.state = "incomplete"
        off = {item.what for item in result.drift} - {Drift.PRODUCTION_ADDRESS}
        waiting = result.rehearsal and any(one.planned for one in result.resources.values())
        result.equal = result.state == "finished" and not off and not waiting
        return result


def _foretell(kinds: Iterable[Kind], books: Books) -> None:
    """Put into the report what would be done."""
    for kind in kinds:
        for action in (Action.DELETE, Action.WRITE):
            for job in books.plan.all_jobs(action, kind.name):
                books.result.of(kind.name).change(change_of(job))
