"""Invitations to product collections, which users of the same buyer accept or decline."""

from environments.emulator import errors
from environments.emulator.calls import bodies
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.queries.selection import Selection
from environments.emulator.registry import handles
from environments.emulator.resources import responses
from environments.emulator.response import NO_CONTENT, Response
from environments.emulator.rules.integrations import messages
from environments.emulator.rules.me import product_collections
from environments.emulator.rules.me.user import registered_user
from environments.emulator.storage.records import Record, new_id
from environments.emulator.values import dates

_INVITATIONS = CATALOGUE.resources["ProductCollectionInvitations"]


@handles("Me.ListProductCollectionInvitations", transaction="read")
def list_invitations(call: Call) -> Response:
    collection = product_collections.writable(call)
    return responses.respond_page(call, Selection(_INVITATIONS).where("parent=?", collection.num))


@handles("Me.GetProductCollectionInvitation", transaction="read")
def get(call: Call) -> Response:
    return responses.respond(call, _invitation(call, product_collections.writable(call)))


@handles("Me.CreateProductCollectionInvitation")
def create(call: Call) -> Response:
    collection = product_collections.writable(call)
    data = bodies.defaults(_INVITATIONS.model) | call.checked_body() | {"ID": new_id(), "Accepted": False}
    bodies.check_xp(data)
    record = call.records.insert(_INVITATIONS, data, collection.num)
    path = call.operation.path.replace("{productCollectionID}", collection.id)
    return responses.respond(call, record, headers=[("Location", f"{call.base_url}/v1{path}/{record.id}")])


@handles("Me.PatchProductCollectionInvitation")
def patch(call: Call) -> Response:
    """Change an invitation; one that was accepted passes its right of administration on to its user."""
    collection = product_collections.writable(call)
    old = _invitation(call, collection)
    given = call.checked_body()
    if "Name" in given and not given["Name"]:
        raise errors.required("Name")
    data = bodies.apply_patch(old.data, given)
    bodies.check_xp(data)
    record = call.records.update(old, data)
    for member in _members(call, collection, record):
        call.records.update(member, member.data | {"Admin": bool(record["Admin"])})
    return responses.respond(call, record)


@handles("Me.DeleteProductCollectionInvitation")
def delete(call: Call) -> Response:
    """Delete an invitation; the user who accepted it loses the collection."""
    collection = product_collections.writable(call)
    invitation = _invitation(call, collection)
    _remove_members(call, collection, invitation)
    call.records.remove(invitation)
    return NO_CONTENT


@handles("Me.AcceptProductCollectionInvitation")
def accept(call: Call) -> Response:
    collection, invitation, user = _answerable(call)
    if invitation["Accepted"] or product_collections.membership(call, collection):
        message = "The invitation has been accepted already."
        raise errors.bad_request("ProductCollection.AlreadyAcceptedInvitation", message)
    member = {"InvitationID": invitation.id, "UserNum": str(user.num), "Admin": bool(invitation["Admin"])}
    call.records.insert(product_collections.MEMBERS, member, collection.num)
    call.records.update(invitation, invitation.data | {"Accepted": True})
    _notify_owner(call, "ProductCollectionInvitationAccepted", collection, invitation, user)
    return NO_CONTENT


@handles("Me.DeclineProductCollectionInvitation")
def decline(call: Call) -> Response:
    """Decline an invitation; a user who had accepted it leaves the collection."""
    collection, invitation, user = _answerable(call)
    member = product_collections.membership(call, collection)
    if invitation["Accepted"] and (member is None or member["InvitationID"] != invitation.id):
        raise errors.not_found("ProductCollectionInvitation", invitation.id)
    _remove_members(call, collection, invitation)
    call.records.update(invitation, invitation.data | {"Accepted": False})
    _notify_owner(call, "ProductCollectionInvitationDeclined", collection, invitation, user)
    return NO_CONTENT


def _answerable(call: Call) -> tuple[Record, Record, Record]:
    """Return the collection, its invitation, which has not expired, and the user, who is not the owner."""
    collection = product_collections.find_in_buyer(call)
    user = registered_user(call)
    invitation = _invitation(call, collection)
    if dates.is_past(invitation["ExpirationDate"]):
        raise errors.not_found("ProductCollectionInvitation", invitation.id)
    if product_collections.is_owner(product_collections.membership(call, collection)):
        message = "The owner of a product collection cannot accept or decline an invitation to it."
        raise errors.bad_request("ProductCollection.CannotAcceptOrDeclineOwnInvitation", message)
    return collection, invitation, user


def _invitation(call: Call, collection: Record) -> Record:
    id_ = call.path_params["invitationid"]
    found = call.records.find(_INVITATIONS, id_, collection.num)
    return responses.require(found, "ProductCollectionInvitation", id_)


def _members(call: Call, collection: Record, invitation: Record) -> list[Record]:
    members = call.records.where(product_collections.MEMBERS, parent=collection.num)
    return [member for member in members if member["InvitationID"] == invitation.id]


def _remove_members(call: Call, collection: Record, invitation: Record) -> None:
    for member in _members(call, collection, invitation):
        call.records.remove(member)


def _notify_owner(call: Call, type_: str, collection: Record, invitation: Record, user: Record) -> None:
    owner = product_collections.owner(call, collection)
    if owner:
        body = {
            "ProductCollection": collection.data,
            "InvitationInteropID": invitation.id,
            "UserID": user.id,
        }
        messages.send(call, type_, owner.data, call.required_company, body)
