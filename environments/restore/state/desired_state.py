"""The desired state of Staging's integrations: Production's, blanked, overlaid with what is Staging's own.

Staging's own are its addresses and secrets, the API clients of webhooks, the events that API clients refer
to, all assignments of message senders, and webhooks, senders and events that only Staging has. An address of
Production is never Staging's own, wherever it is found. A secret that Production has and Staging lacks is
replaced by a new one.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from environments.restore.report import Difference, Drift, DriftItem, Reason, record_path
from environments.restore.resources.manifest import (
    API_CLIENTS,
    INTEGRATION_RESOURCES,
    RESOURCES,
    RESOURCES_BY_NAME,
    RESOURCES_WITH_ADDRESS,
)
from environments.restore.resources.redactions import Redactions, is_blank, new_secret, normalized_address
from environments.restore.resources.resource import Record, Resource, casefold_key
from environments.restore.state.capture import RecordsByResource
from environments.restore.state.id_map import ApiClientIds
from environments.restore.state.targets import delivers_to, targets_of_production


@dataclass
class DesiredState:
    """The desired records by resource, their intended differences from Production, and the drift found."""

    records: RecordsByResource = field(default_factory=lambda: defaultdict(list))
    expected_differences: dict[str, list[Difference]] = field(default_factory=lambda: defaultdict(list))
    drift: list[DriftItem] = field(default_factory=list)


def compute_desired_state(
    production: RecordsByResource,
    own: RecordsByResource,
    redactions: Redactions,
    api_client_ids: ApiClientIds,
    retained_clients: Iterable[str] = (),
    staging: RecordsByResource | None = None,
) -> DesiredState:
    """Compute the desired state of the integrations.

    Args:
        production: the integrations of Production as they were read.
        own: those of Staging as they were captured.
        retained_clients: ids of API clients that Staging keeps although Production does not have them.
        staging: the present integrations of Staging, if they were captured earlier: an interrupted run may
            have given them new secrets.
    """
    return _DesiredStateBuilder(
        production, own, redactions, api_client_ids, retained_clients, staging or {}
    ).desired


def forbidden_addresses(production: RecordsByResource) -> frozenset[Any]:
    """Return every address and every target of deliveries that Production calls, in its normal form."""
    return targets_of_production(RESOURCES, production) | frozenset(
        normalized_address(record[resource.address_field])
        for resource in RESOURCES_WITH_ADDRESS
        for record in production.get(resource.name, ())
        if not is_blank(record.get(resource.address_field))
    )


class _DesiredStateBuilder:
    def __init__(
        self,
        production: RecordsByResource,
        own: RecordsByResource,
        redactions: Redactions,
        api_client_ids: ApiClientIds,
        retained_clients: Iterable[str],
        staging: RecordsByResource,
    ):
        self.desired = DesiredState()
        self._redactions, self._api_client_ids = redactions, api_client_ids
        self._production, self._captured, self._staging = production, own, staging
        self._forbidden = forbidden_addresses(production)
        self._ids = {API_CLIENTS: {client_id.casefold() for client_id in retained_clients}}
        for resource in (RESOURCES_BY_NAME[name] for name in INTEGRATION_RESOURCES if name in production):
            if resource.staging_only:
                self._assignments(resource)
            else:
                self._records(resource)

    def _records(self, resource: Resource) -> None:
        left, current = (
            _by_id(self._captured.get(resource.name, ())),
            _by_id(self._staging.get(resource.name, ())),
        )
        if resource.targets_field and self._staging:
            # OrderCloud has not shown all of these records, so they cannot be put back as captured.
            left = dict(current)
        for record in self._production[resource.name]:
            copied = self._api_client_ids.translate(resource, record)
            if resource.match_field:
                copied = {**copied, "ID": self._api_client_ids.in_staging(record["ID"])}
            identifier = copied["ID"].casefold()
            own = left.pop(identifier, {})
            if resource.keeps_existing:
                self._keep_or_create(resource, copied, own, current.get(identifier, {}))
                continue
            wanted = self._redactions.apply(resource.name, copied) | self._preserved_fields(
                resource, copied["ID"], own
            )
            secrets = self._secrets(resource, record, own, current.get(identifier, {}))
            wanted |= secrets
            new = {name for name, value in secrets.items() if value and value != own.get(name)}
            self._add_differences(resource, {**copied, "ID": record["ID"]}, wanted, new, own)
            self._add(resource, wanted)
        for own in left.values() if resource.keeps_other_records else ():
            difference = Difference(own["ID"], Reason.ONLY_STAGING, name=resource.label_of(own))
            self.desired.expected_differences[resource.name].append(difference)
            kept = self._kept(resource, own)
            self._add(resource, kept | self._preserved_fields(resource, own["ID"], kept))

    def _keep_or_create(self, resource: Resource, copied: Record, own: Record, current: Record) -> None:
        """Add Staging's own record; if it has none, Production's without what would make it act."""
        others = self._captured.get(resource.name, ())
        if not own and resource.exclusive_fields and any(_same_values(resource, copied, o) for o in others):
            difference = Difference(copied["ID"], Reason.PRESERVED, name=resource.label_of(copied))
            self.desired.expected_differences[resource.name].append(difference)
            return
        kept = own or current
        wanted = self._kept(resource, kept) if kept else self._redactions.apply(resource.name, copied)
        self._add_differences(resource, copied, wanted, set(), kept)
        self._add(resource, wanted)

    def _kept(self, resource: Resource, own: Record) -> Record:
        """Return a record of Staging's own, disabled if it delivers to a target of Production."""
        if not delivers_to(resource, own, self._forbidden):
            return own
        field, name = resource.targets_field, resource.label_of(own)
        self.desired.drift.append(DriftItem(resource.name, own["ID"], Drift.PRODUCTION_ADDRESS, field, name))
        return own | dict(resource.disabled_fields)

    def _add(self, resource: Resource, wanted: Record) -> None:
        self.desired.records[resource.name].append(wanted)
        self._ids.setdefault(resource.name, set()).add(wanted["ID"].casefold())

    def _preserved_fields(self, resource: Resource, identifier: str, own: Record) -> Record:
        """Return the address and the references that Staging keeps."""
        part = {
            name: self._preserved_reference(own.get(name), target)
            for name, target in resource.preserved_references
        }
        part = {name: value for name, value in part.items() if value is not None}
        part |= {name: own[name] for name, _ in resource.disabled_fields if name in own}
        if resource.address_field:
            part[resource.address_field] = self._preserved_address(resource, identifier, own)
        return part

    def _preserved_address(self, resource: Resource, identifier: str, own: Record) -> str | None:
        address = own.get(resource.address_field)
        if address is None or is_blank(address):
            return self._redactions.placeholder
        if normalized_address(address) in self._forbidden:
            drift, name = Drift.PRODUCTION_ADDRESS, resource.label_of(own)
            self.desired.drift.append(
                DriftItem(resource.name, identifier, drift, resource.address_field, name)
            )
            return self._redactions.placeholder
        return address

    def _preserved_reference(self, value: str | list[str] | None, target: str) -> str | list[str] | None:
        """Return a reference of Staging's own, limited to records that will exist."""
        if not target:
            return value
        existing = self._ids.get(target, ())
        if isinstance(value, list):
            return [id_ for id_ in value if id_.casefold() in existing]
        return value if value and value.casefold() in existing else None

    def _secrets(self, resource: Resource, record: Record, own: Record, current: Record) -> Record:
        """Return the secrets that a record of Production has in Staging."""
        if self._redactions.copies_secrets:
            return {}
        secrets = {}
        # What is delivered through a configuration needs none; without it a secret is required.
        delivered = any(record.get(field) for field, target in resource.preserved_references if not target)
        for name in resource.secret_fields:
            recent = current.get(name) if current.get(name) != record.get(name) else None
            value = own.get(name) or recent or (new_secret() if record.get(name) or delivered else None)
            if value:
                secrets[name] = value
        return secrets

    def _assignments(self, resource: Resource) -> None:
        senders = self._ids.get(resource.empty_unless, ())
        production_records = {
            resource.match_key(record): record for record in self._production[resource.name]
        }
        for record in self._captured[resource.name]:
            key = resource.key_of(record)
            if (key[0] or "").casefold() in senders:
                self.desired.records[resource.name].append(record)
                if production_records.pop(casefold_key(key), None) is None:
                    self.desired.expected_differences[resource.name].append(
                        Difference(record_path((), key), Reason.ONLY_STAGING)
                    )
        for record in production_records.values():
            difference = Difference(record_path((), resource.key_of(record)), Reason.BLANKED)
            self.desired.expected_differences[resource.name].append(difference)

    def _add_differences(
        self, resource: Resource, record: Record, wanted: Record, new_secrets: set[str], own: Record
    ) -> None:
        """Add each field in which the desired record differs from Production's, with the reason."""
        disabled = {*dict(resource.disabled_fields), resource.targets_field} - own.keys()
        reasons = defaultdict(list)
        for name, value in wanted.items():
            if (value or None) == (record.get(name) or None) or _same_id(name, value, record):
                continue
            reason = Reason.BLANKED if name in disabled else self._reason(name, value, new_secrets)
            reasons[reason].append(name)
        for reason, fields in reasons.items():
            difference = Difference(wanted["ID"], reason, tuple(fields), resource.label_of(wanted))
            self.desired.expected_differences[resource.name].append(difference)

    def _reason(self, name: str, value: Any, new_secrets: set[str]) -> Reason:
        if name == "ID":
            return Reason.NEW_ID
        if name in new_secrets:
            return Reason.NEW_SECRET
        return Reason.BLANKED if value in (self._redactions.placeholder, None, []) else Reason.PRESERVED


def _by_id(records: Iterable[Record]) -> dict[str, Record]:
    return {record["ID"].casefold(): record for record in records}


def _same_values(resource: Resource, one: Record, other: Record) -> bool:
    return all(
        str(one.get(name)).casefold() == str(other.get(name)).casefold() for name in resource.exclusive_fields
    )


def _same_id(name: str, value: Any, record: Record) -> bool:
    return name == "ID" and value.casefold() == record["ID"].casefold()
