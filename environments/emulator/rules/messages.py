"""Messages that would have been sent: kept, and listed at the control address."""

from environments.emulator import dates, jsontext
from environments.emulator.calls import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.records import Record, Records
from environments.emulator.rules import rulegroups


def of_order(call: Call, type_: str, order: Record) -> None:
    """Tell the user who ordered, and for an approval those who are asked."""
    records = call.records
    body = {"Order": order.data, "LineItems": [i.data for i in records.where("LineItems", parent=order.num)]}
    buyer = records.find("Buyers", order["FromCompanyID"])
    send(call, type_, order["FromUser"], buyer, body)
    if type_ != "OrderSubmittedForApproval" or buyer is None:
        return
    pending = records.where("OrderApprovals", parent=order.num)
    groups = {a["ApprovingGroupID"].casefold() for a in pending if a["Status"] == "Pending"}
    for user in rulegroups.members(records, "Users", buyer.num, groups):
        send(call, "OrderSubmittedForYourApproval", user.data, buyer, body)


def send(call: Call, type_: str, recipient: dict | None, buyer: Record | None, body: dict) -> None:
    """One message for every sender of the type that is assigned to the buyer, or to the seller for None."""
    for sender in _senders(call.records, type_, buyer):
        message = {
            "MessageType": type_,
            "MessageSenderID": sender.id,
            "Url": (sender["URL"] or "").replace("{messagetype}", type_.lower()) or None,
            "BuyerID": buyer.id if buyer else None,
            "Recipient": recipient,
            "EventBody": body,
            "ConfigData": sender["xp"],
        }
        keep(call.records, message)


def keep(records: Records, message: dict) -> None:
    records.connection.execute(
        "INSERT INTO message (org, at, body) VALUES (?, ?, ?)",
        (records.organization.num, dates.now(), jsontext.dumps(message)),
    )


def _senders(records: Records, type_: str, buyer: Record | None) -> list[Record]:
    assigned = records.where("MessageSenderAssignments", BuyerID=buyer.id if buyer else None, SupplierID=None)
    names = {a["MessageSenderID"].casefold() for a in assigned}
    senders = records.select(CATALOGUE.kinds["MessageSenders"])
    return [s for s in senders if s.id.casefold() in names and type_ in s["MessageTypes"]]
