"""The single changes that a restore makes to Staging. Each runs in a worker and answers what came of it."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from environments.ordercloud.errors import ErrorResponse, NotFound, Unauthorized
from environments.restore.context import Books
from environments.restore.plan import Job, VariantsJob, deferred_stage
from environments.restore.resources.redactions import Redactions
from environments.restore.resources.resource import Call, Key, Kind, Link, Record
from environments.restore.writing.variants import NotGenerated, write_variants
from lib import exact_json

Refusal = ErrorResponse | NotGenerated


@dataclass(frozen=True)
class Outcome:
    """What came of a deed: `refusal` when it could not be done, `idle` when there was nothing to do, and
    `before`, the record as it was, when the deed may have to be taken back.
    """

    refusal: Refusal | None = None
    idle: bool = False
    before: Record | None = None


DONE, IDLE = Outcome(), Outcome(idle=True)


class Deeds:
    """Does what the plan says, one thing at a time; safe to use from any thread."""

    def __init__(self, books: Books):
        self._books = books

    def disarm(self, kind: Kind, key: Key) -> Outcome:
        """Take an address away that must not be there."""
        blank = Redactions(self._books.terms.null_addresses).blank
        return self._change(_patch(kind, (), key), exact_json.dumps({kind.address: blank}).encode())

    def delete(self, kind: Kind, job: Job) -> Outcome:
        call = kind.delete(job.place, job.key)
        if call is None:
            return IDLE
        outcome = self._change(call)
        return IDLE if isinstance(outcome.refusal, NotFound) else outcome

    def write(self, kind: Kind, job: Job) -> Outcome:
        books = self._books
        if isinstance(job, VariantsJob):
            return _tried(
                lambda: write_variants(kind, job, books.production, books.staging, books.terms.keep_dates)
            )
        body = books.spool.take(job.body)
        if job.stage == deferred_stage(kind.name):
            return self._change(_patch(kind, job.place, job.key), body)
        if kind.client_fields:
            body = exact_json.dumps(books.identities.translate(kind, exact_json.loads(body))).encode()
        if kind.matched_by and not job.exists and not books.terms.keep_api_client_ids:
            return _tried(lambda: self._create_api_client(kind, job, body))
        record = exact_json.loads(body) if isinstance(kind, Link) else {}
        return self._change(kind.save(job.place, job.key, record), body)

    def free_unique_value(self, kind: Kind, job: Job) -> Outcome:
        """Let a record give up its unique values, so that others can have them; it is written again later."""
        before: list[Record] = []
        read = _tried(lambda: before.append(self._books.staging.read(kind.item_path(job.place, job.key))))
        if read.refusal:
            return read
        if kind.replaceable:
            outcome = self.delete(kind, job)
        else:
            passing = exact_json.dumps({kind.unique[-1]: f"restoring-{uuid.uuid4().hex}"}).encode()
            outcome = self._change(_patch(kind, job.place, job.key), passing)
        return outcome if outcome.refusal else Outcome(before=before[0])

    def give_back(self, kind: Kind, job: Job, before: Record) -> Outcome:
        """Undo `free_unique_value` for a record that could not be written after all."""
        if kind.replaceable:
            return self._change(kind.save(job.place, job.key, before), exact_json.dumps(before).encode())
        value = {kind.unique[-1]: before.get(kind.unique[-1])}
        return self._change(_patch(kind, job.place, job.key), exact_json.dumps(value).encode())

    def _create_api_client(self, kind: Kind, job: Job, body: bytes) -> None:
        """Let OrderCloud choose the id. Not repeated after a lost answer, or there might be two."""
        created = self._books.staging.change(Call("POST", kind.path, body=True), body, once=True)
        self._books.identities.add(job.key[0], created["ID"])

    def _change(self, call: Call, body: bytes | None = None) -> Outcome:
        return _tried(lambda: self._books.staging.change(call, body))


def _tried(deed: Callable[[], object]) -> Outcome:
    try:
        deed()
    except Unauthorized:
        raise
    except (ErrorResponse, NotGenerated) as refusal:
        return Outcome(refusal)
    return DONE


def _patch(kind: Kind, place: tuple[str, ...], key: Key) -> Call:
    return Call("PATCH", kind.item_path(place, key), body=True)
