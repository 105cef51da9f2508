"""Who else hears a message: listeners in copy, which hang on the assignment of a message sender."""

from environments.emulator import errors, presenting
from environments.emulator.acting import after_deleting, after_saving, before_saving
from environments.emulator.calls import Call
from environments.emulator.records import Record, Records

_KIND = "MessageCCListenerAssignments"


@before_saving(_KIND)
def _check_sender(call: Call, data: dict, old: Record | None) -> None:
    if not data["MessageType"]:
        raise errors.required("MessageType")
    assignment = data["MessageSenderAssignment"] or {"MessageSenderID": None}
    id_ = assignment["MessageSenderID"] or ""
    sender = presenting.require(call.records.find("MessageSenders", id_), "MessageSender", id_)
    assignment |= {
        "MessageSenderID": sender.id,
        "MessageConfigName": sender["Name"],
        "MessageConfigDescription": sender["Description"],
    }
    data |= {"MessageSenderAssignment": assignment}
    data |= {name: assignment[name] for name in ("MessageConfigName", "MessageConfigDescription")}


def _of(records: Records, sender: Record) -> list[Record]:
    name = sender.id.casefold()
    every = records.select(_KIND)
    return [r for r in every if r["MessageSenderAssignment"]["MessageSenderID"].casefold() == name]


@after_saving("MessageSenders")
def _follow(call: Call, sender: Record, old: Record | None) -> None:
    for listener in _of(call.records, old) if old else ():
        assignment = listener["MessageSenderAssignment"] | {"MessageSenderID": sender.id}
        shown = {"MessageConfigName": sender["Name"], "MessageConfigDescription": sender["Description"]}
        changed = listener.data | {"MessageSenderAssignment": assignment | shown} | shown
        call.records.update(listener, changed)


@after_deleting("MessageSenders")
def _go_along(call: Call, sender: Record) -> None:
    for listener in _of(call.records, sender):
        call.records.remove(listener)
