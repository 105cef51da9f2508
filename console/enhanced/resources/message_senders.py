"""Message senders: which messages go to which address, for whom, and who gets copies."""

from accounts.audit.events import Event
from console.enhanced.assignments.party_assignments import PartyAssignments, PartyField
from console.enhanced.assignments.party_fields import (
    BUYER,
    PARTY_HINT,
    SUPPLIER,
    USER,
    USER_GROUP,
    party_in_words,
)
from console.enhanced.resource import Dependent, FieldSpec, Record, Resource, Section


def listener_in_words(listener: Record) -> str:
    """Return who gets copies of which messages: "All seller users: OrderSubmitted"."""
    return f"{party_in_words(listener)}: {listener.get('MessageType')}"


def types_in_words(sender: Record) -> str:
    """Return how many types of messages a sender sends."""
    count = len(sender.get("MessageTypes") or ())
    return f"{count} message type{'' if count == 1 else 's'}"


def _is_listener_of(listener: Record, sender: Record) -> bool:
    assignment = listener.get("MessageSenderAssignment")
    named = assignment.get("MessageSenderID") if isinstance(assignment, dict) else None
    return str(named or "").lower() == str(sender.get("ID")).lower()


RESOURCE = Resource(
    key="message-senders",
    noun="Message sender",
    plural="Message senders",
    tag="MessageSenders",
    sections=(
        Section(
            "",
            (
                FieldSpec("Name"),
                FieldSpec("ID", hint="Letters, digits, - and _. OrderCloud makes one if you leave it empty."),
                FieldSpec(
                    "URL",
                    hint="Where OrderCloud posts to. {messagetype} in it becomes the type in lower case.",
                ),
                FieldSpec("SharedKey", "Shared key", hint="Signs each message."),
                FieldSpec(
                    "DeliveryConfigID",
                    "Delivery configuration",
                    hint="Its targets get the messages; URL and shared key can be left empty.",
                ),
                FieldSpec("AllowAllBuyers", "All buyers", aside="without an assignment"),
                FieldSpec("Description"),
            ),
        ),
        Section("Messages", (FieldSpec("MessageTypes", "Message types"),)),
        Section("Payload", (FieldSpec("ElevatedRoles", "Roles of the token in the payload"),)),
    ),
    assignments=(
        PartyAssignments(
            "parties",
            "Whose messages it sends",
            "assignment",
            list="MessageSenders.ListAssignments",
            save="MessageSenders.SaveAssignment",
            delete={"": "MessageSenders.DeleteAssignment"},
            id_field="MessageSenderID",
            id_parameter="messageSenderID",
            parties=(BUYER, SUPPLIER, USER_GROUP),
            separate=False,
            hint=PARTY_HINT,
            everyone="All seller users",
            in_words=party_in_words,
        ),
        PartyAssignments(
            "listeners",
            "Who gets copies",
            "CC listener",
            list="MessageSenders.ListCCListenerAssignments",
            save="MessageSenders.SaveCCListenerAssignment",
            delete={},
            id_field="MessageSenderAssignment.MessageSenderID",
            id_parameter="",
            parties=(PartyField("MessageType", "Message type"), BUYER, SUPPLIER, USER_GROUP, USER),
            separate=False,
            no_delete="OrderCloud has no call that deletes a CC listener.",
            hint=PARTY_HINT,
            in_words=listener_in_words,
        ),
    ),
    dependents=(
        Dependent(
            "assignment",
            "assignments",
            "MessageSenders.ListAssignments",
            lambda assignment, sender: True,
            "would be deleted with it",
            values=lambda sender: {"messageSenderID": str(sender["ID"])},
            name=party_in_words,
        ),
        Dependent(
            "CC listener",
            "CC listeners",
            "MessageSenders.ListCCListenerAssignments",
            _is_listener_of,
            "would be deleted with it",
            name=listener_in_words,
        ),
    ),
    refusals={
        "MessageSenders.UrlRequired": "Enter a URL.",
        "MessageSenders.SharedKeyRequired": "Enter a shared key.",
    },
    tags_of=lambda sender: () if sender.get("URL") else ("No URL",),
    summary=types_in_words,
    secret_event=Event.MESSAGE_SENDER_SECRET_SHOWN,
)
