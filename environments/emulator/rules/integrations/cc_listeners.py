"""CC listeners: users and groups who receive copies of messages, by assignment of a message sender."""

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.registry import after_deleting, after_saving, before_saving
from environments.emulator.resources import responses
from environments.emulator.rules.users import groups as user_groups
from environments.emulator.storage.records import Record, Records

_RESOURCE = "MessageCCListenerAssignments"


@before_saving(_RESOURCE)
def _check_sender(call: Call, data: dict, old: Record | None) -> None:
    if not data["MessageType"]:
        raise errors.required("MessageType")
    assignment = data["MessageSenderAssignment"] or {"MessageSenderID": None}
    id_ = assignment["MessageSenderID"] or ""
    sender = responses.require(call.records.find("MessageSenders", id_), "MessageSender", id_)
    assignment |= {
        "MessageSenderID": sender.id,
        "MessageConfigName": sender["Name"],
        "MessageConfigDescription": sender["Description"],
    }
    data |= {"MessageSenderAssignment": assignment}
    data |= {name: assignment[name] for name in ("MessageConfigName", "MessageConfigDescription")}


def _listeners_of(records: Records, sender: Record) -> list[Record]:
    name = sender.id.casefold()
    listeners = records.select(_RESOURCE)
    return [r for r in listeners if r["MessageSenderAssignment"]["MessageSenderID"].casefold() == name]


def listener_emails(records: Records, sender: Record, type_: str) -> list[str]:
    """Return the email addresses of the users and groups who receive copies of messages of a type."""
    users: list[Record] = []
    for listener in _listeners_of(records, sender):
        if listener["MessageType"] != type_:
            continue
        resource, parent = _users_location(records, listener)
        if listener["UserID"]:
            users += filter(None, [records.find(resource, listener["UserID"], parent)])
        elif listener["UserGroupID"]:
            users += user_groups.members(records, resource, parent, {listener["UserGroupID"].casefold()})
        else:
            users += records.where(resource, parent=parent)
    return list(dict.fromkeys(user["Email"] for user in users if user["Active"]))


def _users_location(records: Records, listener: Record) -> tuple[str, int]:
    """Return the resource of a listener's users, and the num of their company."""
    if listener["BuyerID"]:
        company, resource = records.find("Buyers", listener["BuyerID"]), "Users"
    elif listener["SupplierID"]:
        company, resource = records.find("Suppliers", listener["SupplierID"]), "SupplierUsers"
    else:
        return "AdminUsers", 0
    return resource, company.num if company else -1


@after_saving("MessageSenders")
def _update_listeners(call: Call, sender: Record, old: Record | None) -> None:
    for listener in _listeners_of(call.records, old) if old else ():
        assignment = listener["MessageSenderAssignment"] | {"MessageSenderID": sender.id}
        sender_fields = {
            "MessageConfigName": sender["Name"],
            "MessageConfigDescription": sender["Description"],
        }
        changed = listener.data | {"MessageSenderAssignment": assignment | sender_fields} | sender_fields
        call.records.update(listener, changed)


@after_deleting("MessageSenders")
def _delete_listeners(call: Call, sender: Record) -> None:
    for listener in _listeners_of(call.records, sender):
        call.records.remove(listener)
