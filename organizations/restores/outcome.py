"""Storage of the beginning and the result of a run, under its lease and in one transaction."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import F, Sum

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from environments.restore.journal import Phase
from environments.restore.report import ChangeType, ResourceReport, Result
from lib import clock
from organizations.restores import mail
from organizations.restores.lease import Lease
from organizations.restores.models import Restore, RestoreFinding, WebhookDelivery
from organizations.restores.webhook import announcements, staging_restore

State = Restore.State
FindingType = RestoreFinding.Type
READ_PHASES = (Phase.CAPTURE, Phase.COMPARE, Phase.VERIFY)
FINDING_TYPES = {
    ChangeType.CREATE: FindingType.CREATED,
    ChangeType.CHANGE: FindingType.CHANGED,
    ChangeType.DELETE: FindingType.DELETED,
}
MAX_ATTEMPTS = 5
RETRY_DELAY = timedelta(minutes=1)
BATCH_SIZE = 500
RESULT_FIELDS = ("equal", "failed", "resource_counts", "reads", "writes", "deletes")


def mark_started(restore: Restore) -> None:
    """Mark the run as running; the first holder sets the time of its start and announces it."""
    is_first_holder = restore.state == State.WAITING
    if is_first_holder:
        restore.state = State.RUNNING
        restore.started_at = restore.started_at or clock.now()
    restore.error = ""
    restore.save(update_fields=["state", "started_at", "error"])
    if is_first_holder:
        announcements.announce(restore)


def store_plan(restore: Restore, lease: Lease, result: Result) -> None:
    """Store the result of a comparison as a plan of what a restore would change."""
    with lease.fenced():
        _store_findings(restore, result)
        restore.state, restore.compared_at, restore.equal = State.PLANNED, clock.now(), result.equal
        restore.reads, restore.writes, restore.deletes = result.reads, result.writes, result.deletes
        restore.failed, restore.resource_counts = result.failed, list(_resource_counts(result))
        _release(restore, lease, "compared_at", *RESULT_FIELDS)
        announcements.announce(restore)


def store_result(restore: Restore, lease: Lease, result: Result) -> WebhookDelivery | None:
    """Store the report of a run, and in the same transaction create its webhook delivery and return it."""
    with lease.fenced():
        _store_findings(restore, result)
        restore.equal, restore.failed = result.equal, result.failed
        restore.resource_counts = list(_resource_counts(result))
        return _end(restore, lease, State(result.state), result)


def mark_failed(restore: Restore, lease: Lease, error: str) -> None:
    """End the run as failed."""
    with lease.fenced():
        restore.error = error
        _end(restore, lease, State.FAILED)


def schedule_retry(restore: Restore, lease: Lease, error: str) -> None:
    """Pause a scheduled run that can't reach OrderCloud and retry it later; end any other run as failed."""
    if restore.trigger != Restore.Trigger.SCHEDULE or restore.retries + 1 >= MAX_ATTEMPTS:
        mark_failed(restore, lease, error)
        return
    with lease.fenced():
        delay = RETRY_DELAY * 2**restore.retries
        lease.release(retries=F("retries") + 1, retry_at=clock.now() + delay, error=error)


def _end(
    restore: Restore, lease: Lease, state: State, result: Result | None = None
) -> WebhookDelivery | None:
    restore.state, restore.ended_at = state, clock.now()
    restore.reads = _call_count(restore, READ_PHASES, result.reads if result else None)
    restore.writes = _call_count(restore, (Phase.WRITE,), result.writes if result else None)
    restore.deletes = _call_count(restore, (Phase.DELETE,), result.deletes if result else None)
    _release(restore, lease, "ended_at", "error", *RESULT_FIELDS)
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
        mail.send_needs_attention(restore)
    announcements.announce(restore)
    return staging_restore.announce(restore) if state in (State.FINISHED, State.INCOMPLETE) else None


def _release(restore: Restore, lease: Lease, *fields: str) -> None:
    lease.release(**{name: getattr(restore, name) for name in ("state", *fields)})


def _call_count(restore: Restore, phases: Iterable[Phase], by_this_holder: int | None) -> int:
    """Return the calls of all holders of the run, those of the last one from its result or its steps."""
    steps = restore.steps.filter(phase__in=[phase.value for phase in phases])
    sums = steps.aggregate(
        done_by_previous_holders=Sum("done_by_previous_holders", default=0), done=Sum("done", default=0)
    )
    return sums["done_by_previous_holders"] + (sums["done"] if by_this_holder is None else by_this_holder)


def _resource_counts(result: Result) -> Iterable[dict[str, Any]]:
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


def _store_findings(restore: Restore, result: Result) -> None:
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
        rows += _findings_of(restore, report)
    RestoreFinding.objects.bulk_create(rows, batch_size=BATCH_SIZE)


def _findings_of(restore: Restore, report: ResourceReport) -> Iterable[RestoreFinding]:
    for difference in report.expected_differences:
        yield RestoreFinding(
            restore=restore,
            type=FindingType.EXPECTED,
            resource=report.name,
            record_path=difference.id,
            name=difference.name,
            reason=difference.reason,
            fields=list(difference.fields),
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
            type=FINDING_TYPES[change.type],
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
