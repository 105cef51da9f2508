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
Kind = RestoreFinding.Kind
READS = (Phase.CAPTURE, Phase.COMPARE, Phase.VERIFY)
CHANGES = {
    ChangeType.CREATE: Kind.CREATED,
    ChangeType.CHANGE: Kind.CHANGED,
    ChangeType.DELETE: Kind.DELETED,
}
STUMBLES = 5
PAUSE = timedelta(minutes=1)
A_BATCH = 500


def begin(restore: Restore) -> None:
    """Says that the run goes on; the first holder of it begins it."""
    if restore.state == State.WAITING:
        restore.state = State.RUNNING
        restore.started = restore.started or clock.now()
    restore.problem = ""
    restore.save(update_fields=["state", "started", "problem"])


def plan(restore: Restore, lease: Lease, result: Result) -> None:
    """A comparison is made: its numbers are what a restore would do."""
    with lease.fenced():
        _keep_findings(restore, result)
        lease.release(
            state=State.PLANNED,
            compared=clock.now(),
            equal=result.equal,
            reads=result.reads,
            writes=result.writes,
            deletes=result.deletes,
            failed=result.failed,
            figures=list(_figures(result)),
        )


def finish(restore: Restore, lease: Lease, result: Result) -> WebhookDelivery | None:
    """The engine came to its end; the report is written and the webhook call promised, both or neither."""
    with lease.fenced():
        _keep_findings(restore, result)
        restore.equal, restore.failed = result.equal, result.failed
        restore.figures = list(_figures(result))
        return _end(restore, lease, State(result.state), result)


def fail(restore: Restore, lease: Lease, problem: str) -> None:
    """The run cannot be carried out."""
    with lease.fenced():
        restore.problem = problem
        _end(restore, lease, State.FAILED)


def stumble(restore: Restore, lease: Lease, problem: str) -> None:
    """OrderCloud is out of reach. Nobody watches the schedule's runs: those are tried again a while later."""
    if restore.origin != Restore.Origin.SCHEDULE or restore.stumbles + 1 >= STUMBLES:
        return fail(restore, lease, problem)
    with lease.fenced():
        pause = PAUSE * 2**restore.stumbles
        lease.release(stumbles=F("stumbles") + 1, not_before=clock.now() + pause, problem=problem)
    return None


def _end(
    restore: Restore, lease: Lease, state: State, result: Result | None = None
) -> WebhookDelivery | None:
    restore.state, restore.ended = state, clock.now()
    restore.reads = _calls(restore, READS, result and result.reads)
    restore.writes = _calls(restore, (Phase.WRITE,), result and result.writes)
    restore.deletes = _calls(restore, (Phase.DELETE,), result and result.deletes)
    fields = ["ended", "equal", "failed", "figures", "problem", "reads", "writes", "deletes"]
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
    sums = steps.aggregate(earlier=Sum("earlier", default=0), done=Sum("done", default=0))
    return sums["earlier"] + (sums["done"] if of_this_holder is None else of_this_holder)


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
            "on_purpose": len(report.expected_differences),
            "unreadable": bool(report.unreadable),
        }


def _keep_findings(restore: Restore, result: Result) -> None:
    RestoreFinding.objects.filter(restore=restore).delete()
    rows = [
        RestoreFinding(
            restore=restore,
            kind=Kind.DRIFT,
            resource=item.resource,
            record=item.id,
            name=item.name,
            why=item.type,
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
            kind=Kind.ON_PURPOSE,
            resource=report.name,
            record=each.id,
            name=each.name,
            why=each.reason,
            fields=list(each.fields),
        )
    for failure in report.failures:
        yield RestoreFinding(
            restore=restore,
            kind=Kind.FAILED,
            resource=report.name,
            record=failure.id,
            name=failure.name,
            why="refused",
            fields=[failure.field] if failure.field else [],
            words=failure.error_text,
        )
    for change in report.changes:
        yield RestoreFinding(
            restore=restore,
            kind=CHANGES[change.type],
            resource=report.name,
            record=change.id,
            name=change.name,
            fields=list(change.fields),
        )
    if report.unreadable:
        yield RestoreFinding(
            restore=restore, kind=Kind.FAILED, resource=report.name, why="unreadable", words=report.unreadable
        )
