"""How a run begins and ends in its rows, always under its lease and in one transaction."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import F, Sum

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from environments.restore.journal import Phase
from environments.restore.report import ChangeType, ResourceReport, Result
from lib import clock
from organizations.restores import mail
from organizations.restores.lease import Lease
from organizations.restores.models import Restore, RestoreFinding, WebhookDelivery
from organizations.restores.webhook import delivery

State = Restore.State
FindingType = RestoreFinding.Type
READS = (Phase.CAPTURE, Phase.COMPARE, Phase.VERIFY)
CHANGES = {
    ChangeType.CREATE: FindingType.CREATED,
    ChangeType.CHANGE: FindingType.CHANGED,
    ChangeType.DELETE: FindingType.DELETED,
}
STUMBLES = 5
PAUSE = timedelta(minutes=1)
A_BATCH = 500


def begin(restore: Restore) -> None:
    """Says that the run goes on; the first holder of it begins it."""
    if restore.state == State.WAITING:
        restore.state = State.RUNNING
        restore.started_at = restore.started_at or clock.now()
    restore.error = ""
    restore.save(update_fields=["state", "started_at", "error"])


def plan(restore: Restore, lease: Lease, result: Result) -> None:
    """A comparison is made: its numbers are what a restore would do."""
    with lease.fenced():
        _keep_findings(restore, result)
        lease.release(
            state=State.PLANNED,
            compared_at=clock.now(),
            equal=result.equal,
            reads=result.reads,
            writes=result.writes,
            deletes=result.deletes,
            failed=result.failed,
            resource_counts=list(_figures(result)),
        )


def finish(restore: Restore, lease: Lease, result: Result) -> WebhookDelivery | None:
    """The engine came to its end; the report is written and the webhook call promised, both or neither."""
    with lease.fenced():
        _keep_findings(restore, result)
        restore.equal, restore.failed = result.equal, result.failed
        restore.resource_counts = list(_figures(result))
        return _end(restore, lease, State(result.state), result)


def fail(restore: Restore, lease: Lease, problem: str) -> None:
    """The run cannot be carried out."""
    with lease.fenced():
        restore.error = problem
        _end(restore, lease, State.FAILED)


def stumble(restore: Restore, lease: Lease, problem: str) -> None:
    """OrderCloud is out of reach. Nobody watches the schedule's runs: those are tried again a while later."""
    if restore.trigger != Restore.Trigger.SCHEDULE or restore.retries + 1 >= STUMBLES:
        return fail(restore, lease, problem)
    with lease.fenced():
        pause = PAUSE * 2**restore.retries
        lease.release(retries=F("retries") + 1, retry_at=clock.now() + pause, error=problem)
    return None


def _end(
    restore: Restore, lease: Lease, state: State, result: Result | None = None
) -> WebhookDelivery | None:
    restore.state, restore.ended_at = state, clock.now()
    restore.reads = _calls(restore, READS, result and result.reads)
    restore.writes = _calls(restore, (Phase.WRITE,), result and result.writes)
    restore.deletes = _calls(restore, (Phase.DELETE,), result and result.deletes)
    fields = ["ended_at", "equal", "failed", "resource_counts", "error", "reads", "writes", "deletes"]
    lease.release(state=state, **{name: getattr(restore, name) for name in fields})
    audit_log.record(
        Event.RESTORE_ENDED,
        target=restore,
        organization=restore.pair.staging_id,
        result=state,
        reads=restore.reads,
        writes=restore.writes,
        deletes=restore.deletes,
        failed=restore.failed,
    )
    if mail.needs_attention(restore):
        mail.tell_ended(restore)
    return delivery.promise(restore) if state in (State.FINISHED, State.INCOMPLETE) else None


def _calls(restore: Restore, phases: Iterable[Phase], of_this_holder: int | None) -> int:
    """The calls of all holders of the run; those of the last one by its result, or else by its steps."""
    steps = restore.steps.filter(phase__in=[phase.value for phase in phases])
    sums = steps.aggregate(
        done_by_previous_holders=Sum("done_by_previous_holders", default=0), done=Sum("done", default=0)
    )
    return sums["done_by_previous_holders"] + (sums["done"] if of_this_holder is None else of_this_holder)


def _figures(result: Result) -> Iterable[dict]:
    for report in result.resources.values():
        yield {
            "resource": report.name,
            "production": report.production,
            "staging": report.staging,
            "equal": report.equal,
            "create": report.created,
            "change": report.changed,
            "delete": report.deleted,
            "failed": report.failed,
            "captured": report.captured,
            "blanked": report.blanked,
            "expected": len(report.expected_differences),
            "unreadable": bool(report.unreadable),
        }


def _keep_findings(restore: Restore, result: Result) -> None:
    RestoreFinding.objects.filter(restore=restore).delete()
    rows = [
        RestoreFinding(
            restore=restore,
            type=FindingType.DRIFT,
            resource=item.resource,
            record_path=item.id,
            name=item.name,
            reason=item.type,
            fields=[item.field] if item.field else [],
        )
        for item in result.drift
    ]
    for report in result.resources.values():
        rows += _of_resource(restore, report)
    RestoreFinding.objects.bulk_create(rows, batch_size=A_BATCH)


def _of_resource(restore: Restore, report: ResourceReport) -> Iterable[RestoreFinding]:
    for each in report.expected_differences:
        yield RestoreFinding(
            restore=restore,
            type=FindingType.EXPECTED,
            resource=report.name,
            record_path=each.id,
            name=each.name,
            reason=each.reason,
            fields=list(each.fields),
        )
    for failure in report.failures:
        yield RestoreFinding(
            restore=restore,
            type=FindingType.FAILED,
            resource=report.name,
            record_path=failure.id,
            name=failure.name,
            reason="refused",
            fields=[failure.field] if failure.field else [],
            ordercloud_message=failure.error_text,
        )
    for change in report.changes:
        yield RestoreFinding(
            restore=restore,
            type=CHANGES[change.type],
            resource=report.name,
            record_path=change.id,
            name=change.name,
            fields=list(change.fields),
        )
    if report.unreadable:
        yield RestoreFinding(
            restore=restore,
            type=FindingType.FAILED,
            resource=report.name,
            reason="unreadable",
            ordercloud_message=report.unreadable,
        )
