"""The first part of a run: read the integrations of both halves, capture, compute their goal, and plan for
them.
"""

from collections import deque
from collections.abc import Iterator
from functools import partial

from environments.ordercloud.client import MAX_PAGE_SIZE
from environments.ordercloud.errors import ErrorResponse
from environments.restore.clients import Production
from environments.restore.context import Books
from environments.restore.journal import Journal, Phase
from environments.restore.reading.list_diff import ListPair
from environments.restore.reading.list_reader import Listing
from environments.restore.report import Difference, Why, identity
from environments.restore.resources.manifest import ADDRESSED, BY_NAME, CLIENTS, INTEGRATIONS
from environments.restore.resources.redactions import Redactions, is_blank, same_place
from environments.restore.resources.resource import Record
from environments.restore.state.capture import Documents, from_captures, to_captures
from environments.restore.state.desired_state import Goal, goal_of, production_addresses
from environments.restore.state.protected import protection_of
from environments.restore.worker_pool import Crew, Task


class IntegrationsUnreadable(Exception):
    """Without all of them nothing is safe to write. The message holds OrderCloud's words."""


def read_integrations(books: Books, crew: Crew) -> tuple[Documents, Documents]:
    """The integrations of Production and those of Staging, whole.

    Raises:
        IntegrationsUnreadable: OrderCloud refuses one of the lists.
    """
    tasks: deque[Task] = deque()
    found = tuple(
        {name: _read(tasks, books, half, name) for name in INTEGRATIONS}
        for half in (books.production, books.staging)
    )
    crew.run(lambda: tasks.popleft() if tasks else None)
    return found


def _read(tasks: deque[Task], books: Books, half: Production, name: str) -> list[Record]:
    records: list[Record] = []

    def collect(items: list[Record]) -> None:
        books.progress.done(name, Phase.CAPTURE, len(items))
        records.extend(items)

    def failed(refused: ErrorResponse) -> None:
        raise IntegrationsUnreadable(str(refused)) from refused

    Listing(
        tasks,
        read=partial(half.page, BY_NAME[name], ()),
        reduce=list,
        collect=collect,
        done=lambda totals: None,
        failed=failed,
        asked=partial(books.progress.planned, name, Phase.CAPTURE),
    ).start()
    return records


def captured(journal: Journal, staging: Documents, keep: bool) -> Documents:
    """What is Staging's own: as this run captured it before, or as it is now. `keep` saves it in the
    journal.
    """
    saved = journal.captured()
    if saved is not None:
        return from_captures(saved)
    if keep:
        journal.save_captures(to_captures(staging))
    return staging


def protect(books: Books, staging: Documents) -> None:
    """Find out what the restore itself works through."""
    own = books.terms.own_api_client_id.casefold()
    if not own:
        return
    client = next((one for one in staging[CLIENTS] if one["ID"].casefold() == own), None)
    if client is None:
        raise IntegrationsUnreadable("Staging does not list the API client that the restore works through.")
    books.protection = protection_of(books.staging, client)
    for kind, key in books.protection.records:
        books.result.of(kind).on_purpose.append(Difference(identity((), key), Why.CONNECTION))


def plan_integrations(books: Books, production: Documents, staging: Documents, own: Documents) -> Goal:
    """Compare the integrations of Staging with their goal and plan what they need."""
    books.identities.match(production[CLIENTS], staging[CLIENTS])
    redactions = Redactions(books.terms.null_addresses, books.terms.copy_secrets)
    staying = [key[0] for kind, key in books.protection.records if kind == CLIENTS]
    now = None if own is staging else staging
    goal = goal_of(production, own, redactions, books.identities, staying, now)
    for item in goal.drift:
        books.result.found(item)
    for name in INTEGRATIONS:
        pair = _pair(books, name)
        for page in _pages(staging[name]):
            pair.stand(page)
        for page in _pages(goal.documents[name]):
            pair.compare(page)
        outcome = pair.finish(consistent=True)
        report = books.result.of(name)
        report.production, report.staging = len(production[name]), len(staging[name])
        report.equal = outcome.production - outcome.writes
        report.on_purpose += goal.on_purpose[name]
        report.blanked = sum(one.why is Why.BLANKED for one in goal.on_purpose[name])
        own_part = [one.id for one in goal.on_purpose[name] if one.why in (Why.OWN, Why.ONLY_STAGING)]
        report.captured = len(set(own_part))
    _plan_to_disarm(books, production, staging)
    return goal


def _pages(records: list[Record]) -> Iterator[list[Record]]:
    return (records[start : start + MAX_PAGE_SIZE] for start in range(0, len(records), MAX_PAGE_SIZE))


def _pair(books: Books, name: str) -> ListPair:
    return ListPair(
        kind=BY_NAME[name],
        place=(),
        staging_place=(),
        keep_dates=books.terms.keep_dates,
        spool=books.spool,
        records=books.records,
        plan=books.plan,
        goal=lambda record: record,
        spared=partial(books.protection.covers, name, ()),
    )


def _plan_to_disarm(books: Books, production: Documents, staging: Documents) -> None:
    """Whatever in Staging calls an address of Production's now, must stop before anything else takes
    place.
    """
    forbidden = production_addresses(production)
    for kind in ADDRESSED:
        for record in staging[kind.name]:
            address = record.get(kind.address)
            if not is_blank(address) and same_place(address) in forbidden:
                books.plan.disarm.append((kind.name, (record["ID"],)))
