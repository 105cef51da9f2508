"""The single changes that a restore makes to Staging. Each runs in a worker and returns its outcome."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from environments.ordercloud.errors import ErrorResponse, NotFound, Unauthorized
from environments.restore.context import RunContext
from environments.restore.plan import Job, VariantsJob, deferred_stage
from environments.restore.resources.redactions import Redactions
from environments.restore.resources.resource import Call, Key, Link, Record, Resource, Singleton
from environments.restore.resources.variants import VariantResource
from environments.restore.writing.variants import VariantNotGenerated, write_variants
from lib import exact_json

Rejection = ErrorResponse | VariantNotGenerated


@dataclass(frozen=True)
class MutationOutcome:
    """The outcome of a mutation.

    Attributes:
        rejection: why it could not be done.
        noop: there was nothing to do.
        previous: the record as it was, when the mutation may have to be undone.
    """

    rejection: Rejection | None = None
    noop: bool = False
    previous: Record | None = None


DONE, NOOP = MutationOutcome(), MutationOutcome(noop=True)


class Mutations:
    """The calls that make the changes of the plan, one at a time. Thread-safe."""

    def __init__(self, context: RunContext):
        self._context = context

    def blank_address(self, resource: Resource, key: Key) -> MutationOutcome:
        """Remove an address that Staging must not have, or disable what delivers to targets."""
        blank = Redactions(self._context.options.accepts_null_addresses).placeholder
        changes = (
            dict(resource.disabled_fields) if resource.targets_field else {resource.address_field: blank}
        )
        return self._send(_patch(resource, (), key), exact_json.dumps(changes).encode())

    def delete(self, resource: Resource, job: Job) -> MutationOutcome:
        call = resource.delete_call(job.parent_ids, job.key)
        if call is None:
            return NOOP
        outcome = self._send(call)
        return NOOP if isinstance(outcome.rejection, NotFound) else outcome

    def write(self, resource: Resource, job: Job) -> MutationOutcome:
        context = self._context
        if isinstance(job, VariantsJob) and isinstance(resource, VariantResource):
            return _attempt(
                lambda: write_variants(
                    resource, job, context.production, context.staging, context.options.can_set_dates
                )
            )
        body = context.spool.read(job.body_range)
        if job.stage == deferred_stage(resource.name):
            return self._send(_patch(resource, job.parent_ids, job.key), body)
        if isinstance(resource, Singleton):
            body = _without(body, "ID")
        if resource.client_fields:
            body = exact_json.dumps(
                context.api_client_ids.translate(resource, exact_json.loads(body))
            ).encode()
        if resource.hides_values and job.exists:
            body = _without(body, resource.targets_field)
            return self._send(_patch(resource, job.parent_ids, job.key), body)
        if resource.match_field and not job.exists and not context.options.can_set_api_client_ids:
            return _attempt(lambda: self._create_api_client(resource, job, body))
        record = exact_json.loads(body) if isinstance(resource, Link) else {}
        return self._send(resource.save_call(job.parent_ids, job.key, record), body)

    def free_unique_value(self, resource: Resource, job: Job) -> MutationOutcome:
        """Change a record's unique values so that others can have them; it is written again later."""
        previous: list[Record] = []
        path = resource.require_item_path(job.parent_ids, job.key)
        read = _attempt(lambda: previous.append(self._context.staging.read(path)))
        if read.rejection:
            return read
        if resource.can_recreate:
            outcome = self.delete(resource, job)
        else:
            passing = exact_json.dumps({resource.unique_fields[-1]: f"restoring-{uuid.uuid4().hex}"}).encode()
            outcome = self._send(_patch(resource, job.parent_ids, job.key), passing)
        return outcome if outcome.rejection else MutationOutcome(previous=previous[0])

    def restore_unique_value(self, resource: Resource, job: Job, previous: Record) -> MutationOutcome:
        """Undo `free_unique_value` for a record that could not be written after all."""
        if resource.can_recreate:
            return self._send(
                resource.save_call(job.parent_ids, job.key, previous), exact_json.dumps(previous).encode()
            )
        value = {resource.unique_fields[-1]: previous.get(resource.unique_fields[-1])}
        return self._send(_patch(resource, job.parent_ids, job.key), exact_json.dumps(value).encode())

    def _create_api_client(self, resource: Resource, job: Job, body: bytes) -> None:
        """Let OrderCloud choose the id. Not retried after a lost response, which could create two clients."""
        created = self._context.staging.send(Call("POST", resource.path, body=True), body, once=True)
        self._context.api_client_ids.add(job.key[0] or "", created["ID"])

    def _send(self, call: Call, body: bytes | None = None) -> MutationOutcome:
        return _attempt(lambda: self._context.staging.send(call, body))


def _attempt(mutation: Callable[[], object]) -> MutationOutcome:
    try:
        mutation()
    except Unauthorized:
        raise
    except (ErrorResponse, VariantNotGenerated) as error:
        return MutationOutcome(error)
    return DONE


def _without(body: bytes, field: str) -> bytes:
    record = exact_json.loads(body)
    return exact_json.dumps({name: value for name, value in record.items() if name != field}).encode()


def _patch(resource: Resource, parent_ids: tuple[str, ...], key: Key) -> Call:
    return Call("PATCH", resource.require_item_path(parent_ids, key), body=True)
