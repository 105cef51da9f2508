"""The filters of an audit log, as its page and its CSV read them from the address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date

from accounts.audit import log
from accounts.audit.events import Event
from accounts.models import AuditEntry
from lib.query_string import search_text, whole_number

PORTAL = "portal"  # the person of what the portal did by itself
YEARS = range(2000, 9999)  # beyond them a time zone can lead out of what a date can be
# Events of accounts and of the portal as a whole, which concern no single organization.
_OTHER_NOUNS = frozenset(
    {
        *("user", "username", "terms", "profile", "email", "password", "passkey", "totp", "recovery_codes"),
        *("mfa_reset", "social", "session", "data_export", "allowed_host", "quota", "periodic_task"),
    }
)
_EVENTS_BY_NOUN: dict[str, list[Event]] = {}
for _event in Event:
    _EVENTS_BY_NOUN.setdefault(_event.partition(".")[0], []).append(_event)


@dataclass(frozen=True)
class Filters:
    """Search words, person, event and days. Unknown values are ignored.

    Attributes:
        person: the primary key of a user, or `PORTAL`.
        event: an `Event`, or the noun before its dot for all events of that noun.
    """

    search: str = ""
    person: str = ""
    event: str = ""
    since: date | None = None
    until: date | None = None

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, str]) -> "Filters":
        """Parse a query string, as the page's links and forms send it."""
        person, event = parameters.get("person", ""), parameters.get("event", "")
        return cls(
            search=search_text(parameters.get("search")),
            person=person if person == PORTAL else str(whole_number(person) or ""),
            event=event if event in _EVENTS_BY_NOUN or event in set(Event) else "",
            since=_date(parameters.get("since")),
            until=_date(parameters.get("until")),
        )

    def apply(
        self,
        entries: QuerySet[AuditEntry],
        fields: Iterable[str],
        event_fields: Iterable[tuple[Event, str]] = (),
    ) -> QuerySet[AuditEntry]:
        """Return the entries that pass; for the fields see `log.search`. Days are local ones."""
        entries = log.search(entries, self.search.split(), fields, event_fields)
        if self.person == PORTAL:
            entries = entries.filter(actor=None, actor_name="")
        elif self.person:
            entries = entries.filter(actor_id=int(self.person))
        if self.event:
            entries = entries.filter(event__in=_EVENTS_BY_NOUN.get(self.event, [self.event]))
        if self.since:
            entries = entries.filter(created_at__gte=_start_of(self.since))
        if self.until:
            entries = entries.filter(created_at__lt=_start_of(self.until + timedelta(days=1)))
        return entries

    @property
    def is_reversed(self) -> bool:
        """Whether the days are the wrong way round, so that nothing can pass."""
        return bool(self.since and self.until and self.until < self.since)

    @property
    def event_name(self) -> str:
        """The chosen event in words: "Organization renamed", or "Organization" for all of that noun."""
        return self.event.replace(".", " ").replace("_", " ").capitalize()

    def __bool__(self) -> bool:
        return self != Filters()


def organization_events() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return the events that concern organizations, to choose from.

    Returns:
        For each noun its key, its label, and the value and the label of each of its events.
    """
    return [
        (noun, _label(noun), [(str(event), _label(event.partition(".")[2])) for event in events])
        for noun, events in _EVENTS_BY_NOUN.items()
        if noun not in _OTHER_NOUNS
    ]


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _date(text: str | None) -> date | None:
    try:
        day = parse_date(text or "")
    except ValueError:
        return None
    return day if day and day.year in YEARS else None


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())
