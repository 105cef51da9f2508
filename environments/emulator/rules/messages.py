"""Messages that would have been sent: kept, and listed at the control address."""

import uuid

from environments.emulator import dates, elevation, jsontext, party
from environments.emulator.calls import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.records import Record, Records
from environments.emulator.rules import listeners, rulegroups


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


def send(call: Call, type_: str, recipient: dict | None, company: Record | None, body: dict) -> None:
    """One message for every sender of the type that is assigned to the recipient, its group or its company.

    `company` is a buyer or supplier, None for the seller. Who is not active hears nothing.
    """
    user = _user(call.records, recipient, company)
    if (user and not user["Active"]) or (company and not company["Active"]):
        return
    for sender in _senders(call.records, type_, user, company):
        url = (sender["URL"] or "").replace("{messagetype}", type_.lower()) or None
        message = {
            "MessageSenderID": sender.id,
            "Url": url,
            "BuyerID": company.id if company and company.kind.name == "Buyers" else None,
            "OcLogIdHeader": str(uuid.uuid4()),
            "Environment": call.organization.environment,
            "UserToken": _token(call, sender),
            "MessageType": type_,
            "CCList": listeners.addresses(call.records, sender, type_),
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


def _token(call: Call, sender: Record) -> str | None:
    """The token of who caused the message; who asks for a forgotten password has none."""
    if call.caller is None:
        return None
    client = call.records.find("ApiClients", call.caller.client_id)
    return elevation.of_caller(call, sender["ElevatedRoles"], client)


def _user(records: Records, recipient: dict | None, company: Record | None) -> Record | None:
    """The record of who is written to; a guest, or somebody deleted since, has none."""
    kind = {"Buyers": "Users", "Suppliers": "SupplierUsers"}[company.kind.name] if company else "AdminUsers"
    id_ = (recipient or {}).get("ID") or ""
    return records.find(kind, id_, company.num if company else 0)


def _senders(records: Records, type_: str, user: Record | None, company: Record | None) -> list[Record]:
    party_ = {"BuyerID": None, "SupplierID": None}
    if company:
        party_["BuyerID" if company.kind.name == "Buyers" else "SupplierID"] = company.id
    groups = party.membership(records, user).groups if user else ()
    names = {
        a["MessageSenderID"].casefold()
        for a in records.where("MessageSenderAssignments", **party_)
        if a["UserGroupID"] is None or a["UserGroupID"].casefold() in groups
    }
    senders = records.select(CATALOGUE.kinds["MessageSenders"])
    return [s for s in senders if s.id.casefold() in names and type_ in s["MessageTypes"]]
