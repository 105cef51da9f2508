"""Messages that OrderCloud would send: stored, and listed at the control address."""

import uuid

from environments.emulator.auth import identity
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.hooks import hook_tokens, targets
from environments.emulator.rules.integrations import cc_listeners
from environments.emulator.rules.users import groups as user_groups
from environments.emulator.storage.records import Record, Records
from environments.emulator.values import dates
from lib import exact_json


def send_for_order(call: Call, type_: str, order: Record) -> None:
    """Store the messages of an order to its user and, when it needs approval, to its approvers."""
    buyer = call.records.find("Buyers", order["FromCompanyID"])
    send(call, type_, order["FromUser"], buyer, _event_body(call.records, order))
    if type_ == "OrderSubmittedForApproval":
        notify_approvers(call, order, call.records.where("OrderApprovals", parent=order.num))


def notify_approvers(call: Call, order: Record, approvals: list[Record]) -> None:
    """Store messages to the members of the groups of an order's pending approvals."""
    buyer = call.records.find("Buyers", order["FromCompanyID"])
    if buyer is None:
        return
    groups = {a["ApprovingGroupID"].casefold() for a in approvals if a["Status"] == "Pending"}
    for user in user_groups.members(call.records, "Users", buyer.num, groups):
        body = _event_body(call.records, order)
        send(call, "OrderSubmittedForYourApproval", user.data, buyer, body)


def _event_body(records: Records, order: Record) -> dict:
    return {"Order": order.data, "LineItems": [i.data for i in records.where("LineItems", parent=order.num)]}


def send(call: Call, type_: str, recipient: dict | None, company: Record | None, body: dict) -> None:
    """Store a message for every sender of the type assigned to the recipient, its group or its company.

    `company` is a buyer or supplier, None for the seller. Inactive users and companies get no messages.
    """
    user = _recipient_record(call.records, recipient, company)
    if (user and not user["Active"]) or (company and not company["Active"]):
        return
    for sender in _senders(call.records, type_, user, company):
        url = (sender["URL"] or "").replace("{messagetype}", type_.lower()) or None
        message = {
            "MessageSenderID": sender.id,
            "Url": url,
            "BuyerID": company.id if company and company.resource.name == "Buyers" else None,
            "OcLogIdHeader": str(uuid.uuid4()),
            "Environment": call.organization.environment,
            "UserToken": _user_token(call, sender),
            "MessageType": type_,
            "CCList": cc_listeners.listener_emails(call.records, sender, type_),
            "Recipient": recipient,
            "EventBody": body,
            "ConfigData": sender["xp"],
        }
        store_message(call.records, message)
        if sender["DeliveryConfigID"]:
            type_of_message = f"{targets.NAMESPACE}messagesender.{type_.lower()}"
            targets.send_after_commit(call, sender["DeliveryConfigID"], type_of_message, message)


def store_message(records: Records, message: dict) -> None:
    records.connection.execute(
        "INSERT INTO message (org, at, body) VALUES (?, ?, ?)",
        (records.organization.num, dates.now(), exact_json.dumps(message)),
    )


def _user_token(call: Call, sender: Record) -> str | None:
    """Return the token of the caller; None for a forgotten password, where no one is signed in."""
    if call.token_caller is None:
        return None
    client = call.records.find("ApiClients", call.caller.client_id)
    return hook_tokens.elevated_token(call, sender["ElevatedRoles"], client)


def _recipient_record(records: Records, recipient: dict | None, company: Record | None) -> Record | None:
    """Return the user record of a recipient; None for a guest or a deleted user."""
    resource = (
        {"Buyers": "Users", "Suppliers": "SupplierUsers"}[company.resource.name] if company else "AdminUsers"
    )
    id_ = (recipient or {}).get("ID") or ""
    return records.find(resource, id_, company.num if company else 0)


def _senders(records: Records, type_: str, user: Record | None, company: Record | None) -> list[Record]:
    company_ids: dict[str, str | None] = {"BuyerID": None, "SupplierID": None}
    if company:
        company_ids["BuyerID" if company.resource.name == "Buyers" else "SupplierID"] = company.id
    groups = identity.membership(records, user).groups if user else ()
    names = {
        a["MessageSenderID"].casefold()
        for a in records.where("MessageSenderAssignments", None, **company_ids)
        if a["UserGroupID"] is None or a["UserGroupID"].casefold() in groups
    }
    senders = records.select(CATALOGUE.resources["MessageSenders"])
    of_buyer = company is not None and company.resource.name == "Buyers"
    return [
        s
        for s in senders
        if (s.id.casefold() in names or (of_buyer and s["AllowAllBuyers"])) and type_ in s["MessageTypes"]
    ]
