"""What the integrations of Staging are to be: Production's, blanked, overlaid with what is Staging's own.

Own are the addresses and keys of webhooks, senders and events, the API clients of webhooks, the events that
API clients refer to, everything that is assigned to senders, and whole webhooks, senders and events that only
Staging has. An address of Production's is never Staging's own, wherever it was found.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .capture import Documents
from .identities import Identities
from .kind import Record, folded
from .manifest import BY_NAME
from .redactions import ADDRESS, EVENT_FIELDS, KEY, NOT_TAKEN, Redactions, is_blank, same_place
from .report import Difference, Drift, DriftItem, Why, identity


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
) -> Goal:
    """Compute the goal.

    Args:
        production: the integrations of Production as they were read.
        own: those of Staging as they were captured.
        staying_clients: ids of API clients that Staging keeps although Production does not have them.
    """
    return _Overlay(production, own, redactions, identities, staying_clients).goal


def production_addresses(production: Documents) -> frozenset[Any]:
    """Every place that Production calls, in the form of `same_place`."""
    return frozenset(
        same_place(record[field])
        for kind, field in ADDRESS.items()
        for record in production[kind]
        if not is_blank(record.get(field))
    )


class _Overlay:
    def __init__(
        self,
        production: Documents,
        own: Documents,
        redactions: Redactions,
        identities: Identities,
        staying_clients: Iterable[str],
    ):
        self.goal = Goal()
        self._redactions, self._identities = redactions, identities
        self._production, self._own = production, own
        self._forbidden = production_addresses(production)
        self._client_ids = {identities.of(client["ID"]).casefold() for client in production["ApiClients"]}
        self._client_ids.update(one.casefold() for one in staying_clients)
        for kind in ADDRESS:
            self._callers(kind)
        self._api_clients()
        for kind in NOT_TAKEN:
            self._assignments(kind)

    def _callers(self, kind: str) -> None:
        """Webhooks, senders or events."""
        left = {record["ID"].casefold(): record for record in self._own[kind]}
        for record in self._production[kind]:
            own = left.pop(record["ID"].casefold(), {})
            wanted = self._redactions.blanked(kind, record)
            wanted[ADDRESS[kind]] = self._own_address(kind, record["ID"], own)
            if own.get(KEY[kind]):
                wanted[KEY[kind]] = own[KEY[kind]]
            if kind == "Webhooks":
                wanted["ApiClientIDs"] = self._own_clients(own)
            self._explain(kind, record, wanted)
            self.goal.documents[kind].append(wanted)
        for own in left.values():
            wanted = {**own, ADDRESS[kind]: self._own_address(kind, own["ID"], own)}
            if kind == "Webhooks":
                wanted["ApiClientIDs"] = self._own_clients(own)
            self.goal.on_purpose[kind].append(Difference(own["ID"], Why.ONLY_STAGING))
            self.goal.documents[kind].append(wanted)

    def _own_address(self, kind: str, identifier: str, own: Record) -> str | None:
        address = own.get(ADDRESS[kind])
        if is_blank(address):
            return self._redactions.blank
        if same_place(address) in self._forbidden:
            item = DriftItem(kind, identifier, Drift.PRODUCTION_ADDRESS, ADDRESS[kind])
            self.goal.drift.append(item)
            return self._redactions.blank
        return address

    def _own_clients(self, own: Record) -> list[str]:
        ids = own.get("ApiClientIDs") or []
        return [one for one in ids if one.casefold() in self._client_ids]

    def _api_clients(self) -> None:
        events = {event["ID"].casefold() for event in self.goal.documents["IntegrationEvents"]}
        own = {client["ID"].casefold(): client for client in self._own["ApiClients"]}
        for client in self._production["ApiClients"]:
            identifier = self._identities.of(client["ID"])
            wanted = {**self._redactions.blanked("ApiClients", client), "ID": identifier}
            for name in EVENT_FIELDS:
                event = own.get(identifier.casefold(), {}).get(name)
                if event and event.casefold() in events:
                    wanted[name] = event
            self._explain("ApiClients", client, wanted)
            self.goal.documents["ApiClients"].append(wanted)

    def _assignments(self, kind: str) -> None:
        senders = {sender["ID"].casefold() for sender in self.goal.documents["MessageSenders"]}
        theirs = {BY_NAME[kind].name_of(record): record for record in self._production[kind]}
        for record in self._own[kind]:
            key = BY_NAME[kind].key_of(record)
            if (key[0] or "").casefold() in senders:
                self.goal.documents[kind].append(record)
                if theirs.pop(folded(key), None) is None:
                    self.goal.on_purpose[kind].append(Difference(identity((), key), Why.ONLY_STAGING))
        for record in theirs.values():
            difference = Difference(identity((), BY_NAME[kind].key_of(record)), Why.BLANKED)
            self.goal.on_purpose[kind].append(difference)

    def _explain(self, kind: str, record: Record, wanted: Record) -> None:
        """Note each field in which the wanted record differs from Production's, and why."""
        for why, fields in _reasons(record, wanted, self._redactions.blank).items():
            self.goal.on_purpose[kind].append(Difference(wanted["ID"], why, tuple(fields)))


def _reasons(record: Record, wanted: Record, blank: str | None) -> dict[Why, list[str]]:
    reasons = defaultdict(list)
    for name, value in wanted.items():
        if (value or None) == (record.get(name) or None) or _same_id(name, value, record):
            continue
        if name == "ID":
            reasons[Why.NEW_ID].append(name)
        else:
            reasons[Why.BLANKED if value in (blank, None, []) else Why.OWN].append(name)
    return reasons


def _same_id(name: str, value: Any, record: Record) -> bool:
    return name == "ID" and value.casefold() == record["ID"].casefold()
