"""The first step of a run: read the integrations, capture, compute their desired state, and plan."""

from collections import deque
from collections.abc import Iterator
from functools import partial

from environments.ordercloud.client import MAX_PAGE_SIZE
from environments.ordercloud.errors import ErrorResponse
from environments.restore.clients import ProductionReader
from environments.restore.context import RunContext
from environments.restore.journal import Journal, Phase
from environments.restore.reading.list_diff import ListDiff
from environments.restore.reading.list_reader import ListReader
from environments.restore.report import Difference, Reason, record_path
from environments.restore.resources.manifest import (
    API_CLIENTS,
    INTEGRATION_RESOURCES,
    RESOURCES_BY_NAME,
    RESOURCES_WITH_ADDRESS,
)
from environments.restore.resources.redactions import Redactions, is_blank, normalized_address
from environments.restore.resources.resource import Record
from environments.restore.state.capture import RecordsByResource, from_captures, to_captures
from environments.restore.state.desired_state import DesiredState, compute_desired_state, forbidden_addresses
from environments.restore.state.protected import (
    ProtectedRecords,
    find_protected_records,
    find_records_of_client,
)
from environments.restore.state.targets import delivers_to
from environments.restore.worker_pool import Task, WorkerPool


class IntegrationsUnreadable(Exception):
    """Not all integrations could be read, so nothing may be written. The message is OrderCloud's."""


def read_integrations(
    context: RunContext, pool: WorkerPool, has_newer: bool = True
) -> tuple[RecordsByResource, RecordsByResource]:
    """Return all integrations of Production and of Staging by the resources that both have.

    A newer resource that OrderCloud rejects, for example for want of a role, is reported and left out.

    Args:
        has_newer: whether both have the version of the API with the resources that have `since`.

    Raises:
        IntegrationsUnreadable: OrderCloud rejects another list.
    """
    resources = [RESOURCES_BY_NAME[name] for name in INTEGRATION_RESOURCES]
    resources = [resource for resource in resources if has_newer or not resource.since]
    production: RecordsByResource = {resource.name: [] for resource in resources}
    staging: RecordsByResource = {resource.name: [] for resource in resources}
    tasks: deque[Task] = deque()
    for dependent in (False, True):
        for resource in resources:
            name, other = resource.name, resource.empty_unless
            if bool(other) is dependent and (not other or production.get(other) or staging.get(other)):
                _read_list(tasks, context, context.production, name, production[name])
                _read_list(tasks, context, context.staging, name, staging[name])
        pool.run(lambda: tasks.popleft() if tasks else None)
        for name in [name for name in production if context.result.resource(name).unreadable]:
            del production[name], staging[name]
    return production, staging


def _read_list(
    tasks: deque[Task],
    context: RunContext,
    organization: ProductionReader,
    name: str,
    records: list[Record],
) -> None:
    def collect(items: list[Record]) -> None:
        context.progress.done(name, Phase.CAPTURE, len(items))
        records.extend(items)

    def failed(error: ErrorResponse) -> None:
        if RESOURCES_BY_NAME[name].since:
            context.progress.done(name, Phase.CAPTURE, failed=True)
            context.result.resource(name).unreadable = str(error)
            return
        raise IntegrationsUnreadable(str(error)) from error

    ListReader(
        tasks,
        read=partial(organization.list_page, RESOURCES_BY_NAME[name], ()),
        convert=list,
        on_rows=collect,
        on_complete=lambda totals: None,
        on_error=failed,
        on_request=partial(context.progress.planned, name, Phase.CAPTURE),
    ).start()


def load_or_capture(journal: Journal, staging: RecordsByResource, keep: bool) -> RecordsByResource:
    """Return what is Staging's own: the saved captures of this run, or the present state.

    `keep` saves the present state to the journal.
    """
    saved = journal.load_captures()
    if saved is not None:
        # A capture of an earlier version of the portal, or of the API, has fewer resources.
        return {**staging, **from_captures(saved)}
    if keep:
        journal.save_captures(to_captures(staging))
    return staging


def find_protected(context: RunContext, staging: RecordsByResource) -> None:
    """Find the records that the restore itself depends on.

    Raises:
        IntegrationsUnreadable: Staging does not list the API client of the connection.
    """
    own = context.options.connection_client_id.casefold()
    if not own:
        return
    client = next((record for record in staging[API_CLIENTS] if record["ID"].casefold() == own), None)
    if client is None:
        raise IntegrationsUnreadable("Staging does not list the API client that the restore works through.")
    _protect(context, find_protected_records(context.staging, client), Reason.CONNECTION)


def _protect_clients_of_kept_records(
    context: RunContext, production: RecordsByResource, staging: RecordsByResource, own: RecordsByResource
) -> None:
    """Protect the API clients that only Staging has, if a record that Staging keeps requires them."""
    known = {context.api_client_ids.in_staging(record["ID"]).casefold() for record in production[API_CLIENTS]}
    clients = {record["ID"].casefold(): record for record in staging[API_CLIENTS]}
    required: set[str] = set()
    for resource in (RESOURCES_BY_NAME[name] for name in production):
        if not resource.keeps_other_records:
            continue
        copied = {record["ID"].casefold() for record in production[resource.name]}
        for record in own.get(resource.name, ()):
            if record["ID"].casefold() in copied and not resource.keeps_existing:
                continue
            # Lists are limited to the clients that will exist.
            ids = (record.get(field) for field in resource.client_fields)
            required |= {value.casefold() for value in ids if isinstance(value, str)}
    for client_id in sorted(required & (clients.keys() - known)):
        found = find_records_of_client(context.production, context.staging, clients[client_id])
        _protect(context, found, Reason.ONLY_STAGING)


def _protect(context: RunContext, protected: ProtectedRecords, reason: Reason) -> None:
    for resource, key in protected.records - context.protected.records:
        context.result.resource(resource).expected_differences.append(
            Difference(record_path((), key), reason)
        )
    context.protected |= protected


def plan_integrations(
    context: RunContext, production: RecordsByResource, staging: RecordsByResource, own: RecordsByResource
) -> DesiredState:
    """Compare the integrations of Staging with their desired state and plan the changes."""
    context.api_client_ids.match(production[API_CLIENTS], staging[API_CLIENTS])
    _protect_clients_of_kept_records(context, production, staging, own)
    redactions = Redactions(context.options.accepts_null_addresses, context.options.copies_secrets)
    retained = [key[0] or "" for resource, key in context.protected.records if resource == API_CLIENTS]
    now = None if own is staging else staging
    desired = compute_desired_state(production, own, redactions, context.api_client_ids, retained, now)
    for item in desired.drift:
        context.result.add_drift(item)
    for name in production:
        diff = _list_diff(context, name)
        for page in _pages(staging[name]):
            diff.add_staging_page(page)
        for page in _pages(desired.records[name]):
            diff.compare(page)
        outcome = diff.result(consistent=True)
        report = context.result.resource(name)
        report.production, report.staging = len(production[name]), len(staging[name])
        report.equal = outcome.production - outcome.writes
        report.expected_differences += desired.expected_differences[name]
        report.blanked = sum(
            difference.reason is Reason.BLANKED for difference in desired.expected_differences[name]
        )
        preserved = [
            difference.id
            for difference in desired.expected_differences[name]
            if difference.reason in (Reason.PRESERVED, Reason.ONLY_STAGING)
        ]
        report.captured = len(set(preserved))
    _plan_blanked_addresses(context, production, staging)
    return desired


def _pages(records: list[Record]) -> Iterator[list[Record]]:
    return (records[start : start + MAX_PAGE_SIZE] for start in range(0, len(records), MAX_PAGE_SIZE))


def _list_diff(context: RunContext, name: str) -> ListDiff:
    return ListDiff(
        resource=RESOURCES_BY_NAME[name],
        parent_ids=(),
        staging_parent_ids=(),
        can_set_dates=context.options.can_set_dates,
        spool=context.spool,
        records=context.records,
        plan=context.plan,
        desired=lambda record: record,
        is_protected=partial(context.protected.contains, name, ()),
    )


def _plan_blanked_addresses(
    context: RunContext, production: RecordsByResource, staging: RecordsByResource
) -> None:
    """Plan to blank every address of Production in Staging before any other change.

    Delivery configurations with a target of Production are disabled instead.
    """
    forbidden = forbidden_addresses(production)
    for resource in RESOURCES_WITH_ADDRESS:
        for record in staging.get(resource.name, ()):
            address = record.get(resource.address_field)
            if address and not is_blank(address) and normalized_address(address) in forbidden:
                context.plan.addresses_to_blank.append((resource.name, (record["ID"],)))
    for resource in (RESOURCES_BY_NAME[name] for name in production):
        for record in staging[resource.name]:
            if delivers_to(resource, record, forbidden):
                context.plan.addresses_to_blank.append((resource.name, (record["ID"],)))
