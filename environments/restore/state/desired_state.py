"""What the integrations of Staging are to be: Production's, blanked, overlaid with what is Staging's own.

Own are the addresses and secrets of Staging, the API clients of webhooks, the events that API clients refer
to, everything that is assigned to senders, and whole webhooks, senders and events that only Staging has. An
address of Production's is never Staging's own, wherever it was found. A secret that Production has and
Staging does not is replaced by a new one.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from environments.restore.report import Difference, Drift, DriftItem, Why, identity
from environments.restore.resources.manifest import ADDRESSED, BY_NAME, CLIENTS, INTEGRATIONS
from environments.restore.resources.redactions import Redactions, is_blank, new_secret, same_place
from environments.restore.resources.resource import Kind, Record, folded
from environments.restore.state.capture import Documents
from environments.restore.state.id_map import Identities


@dataclass
class Goal:
    """The wanted records by kind, why they are not like Production's, and what was found that must not be."""

    documents: Documents = field(default_factory=lambda: defaultdict(list))
    on_purpose: dict[str, list[Difference]] = field(default_factory=lambda: defaultdict(list))
    drift: list[DriftItem] = field(default_factory=list)


def goal_of(
    production: Documents,
    own: Documents,
    redactions: Redactions,
    identities: Identities,
    staying_clients: Iterable[str] = (),
    staging: Documents | None = None,
) -> Goal:
    """Compute the goal.

    Args:
        production: the integrations of Production as they were read.
        own: those of Staging as they were captured.
        staying_clients: ids of API clients that Staging keeps although Production does not have them.
        staging: those of Staging as they are now, when they were captured before: an interrupted run may
            have given them new secrets.
    """
    return _Overlay(production, own, redactions, identities, staying_clients, staging or {}).goal


def production_addresses(production: Documents) -> frozenset[Any]:
    """Every place that Production calls, in the form of `same_place`."""
    return frozenset(
        same_place(record[kind.address])
        for kind in ADDRESSED
        for record in production[kind.name]
        if not is_blank(record.get(kind.address))
    )


class _Overlay:
    def __init__(
        self,
        production: Documents,
        own: Documents,
        redactions: Redactions,
        identities: Identities,
        staying_clients: Iterable[str],
        staging: Documents,
    ):
        self.goal = Goal()
        self._redactions, self._identities = redactions, identities
        self._production, self._own, self._staging = production, own, staging
        self._forbidden = production_addresses(production)
        self._ids = {CLIENTS: {one.casefold() for one in staying_clients}}
        for kind in map(BY_NAME.__getitem__, INTEGRATIONS):
            if kind.only_own:
                self._assignments(kind)
            else:
                self._records(kind)

    def _records(self, kind: Kind) -> None:
        left, now = _by_id(self._own.get(kind.name, ())), _by_id(self._staging.get(kind.name, ()))
        for record in self._production[kind.name]:
            copied = self._identities.translate(kind, record)
            if kind.matched_by:
                copied = {**copied, "ID": self._identities.of(record["ID"])}
            identifier = copied["ID"].casefold()
            own = left.pop(identifier, {})
            wanted = self._redactions.blanked(kind.name, copied) | self._own_part(kind, copied["ID"], own)
            secrets = self._secrets(kind, record, own, now.get(identifier, {}))
            wanted |= secrets
            new = {name for name, value in secrets.items() if value and value != own.get(name)}
            self._explain(kind, {**copied, "ID": record["ID"]}, wanted, new)
            self._want(kind, wanted)
        for own in left.values() if kind.address else ():
            difference = Difference(own["ID"], Why.ONLY_STAGING, name=kind.label_of(own))
            self.goal.on_purpose[kind.name].append(difference)
            self._want(kind, own | self._own_part(kind, own["ID"], own))

    def _want(self, kind: Kind, wanted: Record) -> None:
        self.goal.documents[kind.name].append(wanted)
        self._ids.setdefault(kind.name, set()).add(wanted["ID"].casefold())

    def _own_part(self, kind: Kind, identifier: str, own: Record) -> Record:
        """The address and the references that Staging keeps."""
        part = {name: self._own_reference(own.get(name), target) for name, target in kind.own_references}
        part = {name: value for name, value in part.items() if value is not None}
        if kind.address:
            part[kind.address] = self._own_address(kind, identifier, own)
        return part

    def _own_address(self, kind: Kind, identifier: str, own: Record) -> str | None:
        address = own.get(kind.address)
        if is_blank(address):
            return self._redactions.blank
        if same_place(address) in self._forbidden:
            what, name = Drift.PRODUCTION_ADDRESS, kind.label_of(own)
            self.goal.drift.append(DriftItem(kind.name, identifier, what, kind.address, name))
            return self._redactions.blank
        return address

    def _own_reference(self, value: str | list[str] | None, target: str) -> str | list[str] | None:
        """What remains of a reference of Staging's own when only those to records that will be there stay."""
        there = self._ids.get(target, ())
        if isinstance(value, list):
            return [one for one in value if one.casefold() in there]
        return value if value and value.casefold() in there else None

    def _secrets(self, kind: Kind, record: Record, own: Record, now: Record) -> Record:
        """The secrets that a record of Production's has in Staging."""
        if self._redactions.copy_secrets:
            return {}
        kept = {}
        for name in kind.secrets:
            given = now.get(name) if now.get(name) != record.get(name) else None
            value = own.get(name) or given or (new_secret() if record.get(name) else None)
            if value:
                kept[name] = value
        return kept

    def _assignments(self, kind: Kind) -> None:
        senders = self._ids.get(kind.read_if_any, ())
        theirs = {kind.name_of(record): record for record in self._production[kind.name]}
        for record in self._own[kind.name]:
            key = kind.key_of(record)
            if (key[0] or "").casefold() in senders:
                self.goal.documents[kind.name].append(record)
                if theirs.pop(folded(key), None) is None:
                    self.goal.on_purpose[kind.name].append(Difference(identity((), key), Why.ONLY_STAGING))
        for record in theirs.values():
            difference = Difference(identity((), kind.key_of(record)), Why.BLANKED)
            self.goal.on_purpose[kind.name].append(difference)

    def _explain(self, kind: Kind, record: Record, wanted: Record, new_secrets: set[str]) -> None:
        """Note each field in which the wanted record differs from Production's, and why."""
        reasons = defaultdict(list)
        for name, value in wanted.items():
            if (value or None) == (record.get(name) or None) or _same_id(name, value, record):
                continue
            reasons[self._reason(name, value, new_secrets)].append(name)
        for why, fields in reasons.items():
            difference = Difference(wanted["ID"], why, tuple(fields), kind.label_of(wanted))
            self.goal.on_purpose[kind.name].append(difference)

    def _reason(self, name: str, value: Any, new_secrets: set[str]) -> Why:
        if name == "ID":
            return Why.NEW_ID
        if name in new_secrets:
            return Why.NEW_SECRET
        return Why.BLANKED if value in (self._redactions.blank, None, []) else Why.OWN


def _by_id(records: Iterable[Record]) -> dict[str, Record]:
    return {record["ID"].casefold(): record for record in records}


def _same_id(name: str, value: Any, record: Record) -> bool:
    return name == "ID" and value.casefold() == record["ID"].casefold()
