"""Saving a form: its calls have the same roles, guard, audit and undo as those of the console."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from console.enhanced.editing.confirming import NOT_CONFIRMED, Confirmed, require_review
from console.enhanced.editing.edit import Edit, posted_edit, refresh
from console.enhanced.editing.results import CallResult, failed_fields, refused, result_of
from console.enhanced.place import Place
from console.enhanced.reading import Reader
from console.guard.errors import RepeatedPost, WriteRefused
from console.request.form_data import FormData
from console.response.exchange import Exchange
from console.send import send

SOURCE = "enhanced"


class NothingToSave(Exception):
    """Nothing was changed."""


@dataclass
class Saved:
    """What became of a save.

    Attributes:
        edit: the form as it stands now: with what is not saved yet.
        results: the calls that were sent.
        record_id: the ID of the record, which a save may set.
        repeated: whether a call was not sent because the same one was sent a moment ago.
        shown_once: what only the response to a creation has, to be shown there; "" for nothing.
    """

    edit: Edit
    results: list[CallResult] = field(default_factory=list)
    record_id: str = ""
    repeated: bool = False
    shown_once: str = field(default="", repr=False)

    @property
    def done(self) -> bool:
        """Whether everything was saved."""
        return bool(self.results) and all(result.ok for result in self.results)


def save(
    place: Place, record_id: str, data: FormData, reader: Reader, confirmed: Confirmed = NOT_CONFIRMED
) -> Saved:
    """Save what was changed in a form.

    Nothing is sent while a field can't be read, or when someone else changed the record since the form was
    shown; the form then says so, and is saved by the next try. When a call fails, the others stay; the form
    keeps what is not saved, so that only that is sent again.

    Raises:
        NothingToSave: the form has no change.
        ReadFailed: the record can't be read.
        WritesLocked: the writes of the organization are locked in this session.
        ReviewNeeded: the calls are to be reviewed first; nothing was sent.
    """
    edit = posted_edit(place, record_id, data)
    refresh(edit, reader)
    if edit.form.problems or edit.conflicts:
        return Saved(edit)
    calls = edit.calls(reader)
    if not calls:
        raise NothingToSave
    saved = Saved(edit, record_id=record_id)
    require_review(calls, reader, confirmed)
    for call in calls:
        try:
            sent = send(
                call.request,
                reader.organization,
                by=reader.by,
                confirmation=confirmed.of(call),
                source=SOURCE,
            )
        except WriteRefused as refusal:
            saved.results.append(refused(call, refusal))
            saved.repeated = saved.repeated or isinstance(refusal, RepeatedPost)
            continue
        exchange = sent.exchange
        saved.results.append(result_of(call, exchange, place.resource, sent.undo_id))
        if exchange.ok and not call.key:
            saved.record_id = _text(exchange, "ID") or record_id
            saved.shown_once = _text(exchange, place.resource.shown_once)
        elif not call.key:
            _mark(edit, exchange)
    if not saved.done and record_id:
        results = zip(calls, saved.results, strict=True)
        keep_unsaved(edit, {call.key for call, result in results if not result.ok}, reader)
    return saved


def keep_unsaved(edit: Edit, failed: Collection[str], reader: Reader) -> None:
    """Read the record again, so that the form holds as changes only what was not saved.

    Args:
        failed: the keys of the assignments of which a call failed.
    """
    for boxes in edit.boxes:
        if boxes.kind.key not in failed:
            boxes.typed = {}
    errors = {item.name: item.error for item in edit.form.fields if item.error}
    for item in edit.form.fields:
        item.error = ""
    refresh(edit, replace(reader, _lists={}))
    for item in edit.form.fields:
        item.error = errors.get(item.name, "")
    edit.conflicts = []


def _text(exchange: Exchange, name: str) -> str:
    value = exchange.value
    return str(value.get(name) or "") if isinstance(value, dict) else ""


def _mark(edit: Edit, exchange: Exchange) -> None:
    """Mark the fields that a refusal names."""
    for name in failed_fields(exchange):
        for item in edit.form.fields:
            if item.name.lower() == name.lower():
                item.error = "OrderCloud refused this value."
