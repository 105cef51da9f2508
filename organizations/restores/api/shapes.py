"""Restores as dictionaries in the form of the API's response models."""

from typing import Any

from accounts.models import User
from environments.restore.resources.not_copied import NOT_COPIED_REASONS
from organizations.permissions import Can
from organizations.restores.labels import DRIFT_LABELS
from organizations.restores.models import Restore, RestoreFinding
from organizations.restores.progress import progress_of
from organizations.restores.records import COUNT_BY_TYPE, RecordGroup
from organizations.restores.report import CHANGE_TYPES, Report, ResourceRow, is_outdated

MAX_FINDINGS = 1000
MAX_NAMED_RECORDS = 100
FindingType = RestoreFinding.Type


def restore_dict(restore: Restore, user: User) -> dict[str, Any]:
    """Return a restore, which has the annotation `drift_count`."""
    return {
        **_common(restore, user),
        "Trigger": restore.trigger,
        "CancelRequested": restore.cancel_requested_at is not None,
        "DateStarted": restore.started_at,
        "DateEnded": restore.ended_at,
        "DriftCount": vars(restore)["drift_count"],
        "Reads": restore.reads,
        "Writes": restore.writes,
        "Deletes": restore.deletes,
        "Failed": restore.failed,
    }


def plan_dict(plan: Restore, user: User) -> dict[str, Any]:
    """Return a plan with what a restore would change."""
    report = Report(plan, user)
    created, changed, deleted = (report.totals[name] for name in CHANGE_TYPES)
    is_planned = plan.state == Restore.State.PLANNED
    return {
        **_common(plan, user),
        "DateCompared": plan.compared_at,
        "Complete": is_planned and not any(counts["unreadable"] for counts in plan.resource_counts),
        "Outdated": is_planned and is_outdated(plan),
        "Created": created,
        "Changed": changed,
        "Deleted": deleted,
        "Changes": [_group_dict(group) for group in report.changes_named(MAX_NAMED_RECORDS)],
    }


def report_dict(restore: Restore, user: User) -> dict[str, Any]:
    """Return the report of a restore with as much as `user` can see."""
    report = Report(restore, user)
    types = (FindingType.EXPECTED, FindingType.FAILED)
    findings = report.visible(*types)[:MAX_FINDINGS]
    total = restore.findings.filter(type__in=types).count() + report.hidden_drift_count
    return {
        "RestoreId": restore.pk,
        "State": restore.state,
        "Headline": report.headline,
        "Equal": bool(restore.equal),
        "Drift": _drift_items(report),
        "Resources": [_row_dict(row) for row in report.all_rows],
        "Findings": [_finding_dict(finding) for finding in findings],
        "NotShown": total - len(findings),
        "NotCopied": [{"Name": name, "Reason": reason} for name, reason in NOT_COPIED_REASONS.items()],
    }


def drift_dict(restore: Restore, user: User) -> dict[str, Any]:
    """Return what the restore left different, with the records that `user` can see."""
    report = Report(restore, user)
    return {
        "RestoreId": restore.pk,
        "State": restore.state,
        "DateEnded": restore.ended_at,
        "Equal": bool(restore.equal),
        "Failed": restore.failed,
        "Count": report.drift_count,
        "NotShown": report.hidden_drift_count,
        "Items": _drift_items(report),
    }


def _common(restore: Restore, user: User) -> dict[str, Any]:
    pair = restore.pair
    manages = user.has_perm(Can.RESTORE, pair.staging)
    return {
        "Id": restore.pk,
        "StagingID": pair.staging_id,
        "ProductionID": pair.production_id if user.has_perm(Can.VIEW, pair.production) else None,
        "State": restore.state,
        "RequestedBy": str(restore.requested_by) if restore.requested_by else None,
        "DateCreated": restore.created_at,
        "Progress": _progress_dict(restore) if restore.is_unfinished else None,
        "Equal": bool(restore.equal),
        "Error": restore.error if manages and restore.error else None,
    }


def _progress_dict(restore: Restore) -> dict[str, Any]:
    progress = progress_of(restore)
    return {
        "Stage": next((stage.name for stage in progress.stages if stage.state == "running"), None),
        "RecordsRead": progress.records,
        "ChangesDone": progress.done,
        "ChangesPlanned": progress.planned,
        "Percent": progress.percent,
        "SecondsLeft": progress.seconds_left,
    }


def _row_dict(row: ResourceRow) -> dict[str, Any]:
    created, changed, deleted = (row.counts[name] for name in CHANGE_TYPES)
    return {
        "Resource": row.resource,
        "Production": row.counts["production"],
        "Staging": row.counts["staging"],
        "Equal": row.equal,
        "Created": created,
        "Changed": changed,
        "Deleted": deleted,
        "KeptDifferent": row.counts["expected"],
        "KeptDifferentReasons": [{"Reason": reason, "Count": count} for reason, count in row.reasons],
        "Failed": row.counts["failed"],
        "NotRead": bool(row.counts["unreadable"]),
    }


def _group_dict(group: RecordGroup) -> dict[str, Any]:
    return {
        "Resource": group.resource,
        "Change": COUNT_BY_TYPE[group.type],
        "Count": group.total,
        "Records": [
            {"Record": record.id, "Name": record.name, "Fields": list(record.fields)}
            for record in group.records
        ],
    }


def _finding_dict(finding: RestoreFinding) -> dict[str, Any]:
    return {
        "Type": finding.type,
        "Resource": finding.resource,
        "Record": finding.record_path,
        "Reason": finding.reason,
        "Fields": finding.fields,
        "Message": finding.ordercloud_message,
    }


def _drift_items(report: Report) -> list[dict[str, Any]]:
    return [
        {
            "Resource": finding.resource,
            "Record": finding.record_path,
            "Reason": finding.reason,
            "Fields": finding.fields,
            "Advice": DRIFT_LABELS.get(finding.reason, ("", ""))[1],
        }
        for finding in report.visible(FindingType.DRIFT)
    ]
