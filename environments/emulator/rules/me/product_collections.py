"""Product collections of buyer users: who sees and changes them, and the products in them."""

from environments.emulator import errors
from environments.emulator.calls import bodies
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.queries.selection import Selection
from environments.emulator.registry import after_deleting, handles
from environments.emulator.resources import crud, ids, responses
from environments.emulator.response import NO_CONTENT, Response
from environments.emulator.rules.catalog.visibility import BuyerContext
from environments.emulator.rules.me.catalog import buyer_product
from environments.emulator.rules.me.user import (
    buyer_context,
    buyer_user,
    registered_buyer_user,
    registered_user,
)
from environments.emulator.storage.records import Record
from environments.emulator.values import dates

COLLECTIONS = CATALOGUE.resources["ProductCollections"]
MEMBERS = CATALOGUE.resources["ProductCollectionMembers"]
_ENTRIES, _PRODUCTS = CATALOGUE.resources["ProductCollectionEntries"], CATALOGUE.resources["Products"]
_MAX_ENTRIES = 500
_OF_MEMBER = 'num IN (SELECT parent FROM "ProductCollectionMembers" WHERE org=? AND f_UserNum=?)'


# whose a collection is


def membership(call: Call, collection: Record) -> Record | None:
    """Return how the user has a collection: its own, which no invitation made, or by an invitation."""
    return call.records.find(MEMBERS, str(buyer_user(call).num), collection.num)


def is_owner(member: Record | None) -> bool:
    return member is not None and member["InvitationID"] is None


def owner(call: Call, collection: Record) -> Record | None:
    """Return the user who created a collection."""
    for member in call.records.where(MEMBERS, parent=collection.num):
        if is_owner(member):
            return call.records.by_num("Users", int(member["UserNum"]))
    return None


def find_in_buyer(call: Call) -> Record:
    """Return the collection of the user's buyer that the path names, whoever's it is."""
    id_ = call.path_params["productcollectionid"]
    found = call.records.find(COLLECTIONS, id_, buyer_user(call).parent_num)
    return responses.require(found, "ProductCollection", id_)


def readable(call: Call) -> Record:
    """Return the collection that the path names, if it is the user's, shared with it, or not private."""
    collection = find_in_buyer(call)
    if collection["AccessLevel"] == "Private" and membership(call, collection) is None:
        raise errors.not_found("ProductCollection", collection.id)
    return collection


def writable(call: Call) -> Record:
    """Return the collection that the path names, if the user owns it or was invited as an administrator."""
    registered_user(call)
    collection = readable(call)
    member = membership(call, collection)
    if member is None or not member["Admin"]:
        message = "Only its owner and invited administrators can change a product collection."
        raise errors.bad_request("ProductCollection.CannotModify", message)
    return collection


# collections


@handles("Me.ListProductCollections", transaction="read")
def list_collections(call: Call) -> Response:
    """List the user's collections, those shared with it, and the public ones of its buyer."""
    user = buyer_user(call)
    selection = Selection(COLLECTIONS).where("parent=?", user.parent_num)
    selection.where(
        f"({_OF_MEMBER} OR body ->> '$.AccessLevel' = 'Public')", call.organization.num, str(user.num)
    )
    return responses.respond_page(call, selection)


@handles("Me.GetProductCollection", transaction="read")
def get(call: Call) -> Response:
    return responses.respond(call, readable(call))


@handles("Me.CreateProductCollection")
def create(call: Call) -> Response:
    record = _create(call, call.checked_body())
    location = f"{call.base_url}/v1{call.operation.path}/{record.id}"
    return responses.respond(call, record, headers=[("Location", location)])


def _create(call: Call, given: dict) -> Record:
    user = registered_buyer_user(call)
    record = crud.create_record(call, COLLECTIONS, user.parent_num, given)
    member = {"InvitationID": None, "UserNum": str(user.num), "Admin": True}
    call.records.insert(MEMBERS, member, record.num)
    return record


@handles("Me.SaveProductCollection")
def save(call: Call) -> Response:
    id_ = call.path_params["productcollectionid"]
    given = call.checked_body()
    if call.records.find(COLLECTIONS, id_, buyer_user(call).parent_num) is None:
        ids.check(id_)
        return responses.respond(call, _create(call, given | {"ID": given.get("ID") or id_}))
    old = writable(call)
    data = bodies.defaults(COLLECTIONS.model) | {"ID": old.id} | given
    return responses.respond(call, crud.update_record(call, old, data))


@handles("Me.PatchProductCollection")
def patch(call: Call) -> Response:
    old = writable(call)
    given = call.checked_body()
    if "Name" in given and not given["Name"]:
        raise errors.required("Name")
    return responses.respond(call, crud.update_record(call, old, bodies.apply_patch(old.data, given)))


@handles("Me.DeleteProductCollection")
def delete(call: Call) -> Response:
    collection = writable(call)
    if not is_owner(membership(call, collection)):
        message = "Only its owner can delete a product collection."
        raise errors.bad_request("ProductCollection.CannotModify", message)
    crud.delete_record(call, collection)
    return NO_CONTENT


@after_deleting("Users")
def _delete_with_owner(call: Call, user: Record) -> None:
    for member in call.records.where(MEMBERS, UserNum=str(user.num)):
        collection = call.records.by_num(COLLECTIONS, member.parent_num)
        if is_owner(member) and collection:
            crud.delete_record(call, collection)
        else:
            call.records.remove(member)


# entries


@handles("Me.CreateProductCollectionEntry")
def add_entry(call: Call) -> Response:
    _add(call, call.path_params["productid"], {})
    return NO_CONTENT


@handles("Me.SaveProductCollectionEntry")
def save_entry(call: Call) -> Response:
    given = call.checked_body()
    _add(call, given["ProductID"], {"ListOrder": given.get("ListOrder")})
    return NO_CONTENT


def _add(call: Call, product_id: str, given: dict) -> None:
    """Add a product that the user can see; one that the collection has already keeps its date."""
    collection = writable(call)
    product = responses.require(buyer_context(call).find_product(product_id), "Product", product_id)
    old = call.records.find(_ENTRIES, product.id, collection.num)
    if old:
        call.records.update(old, old.data | given)
        return
    if len(call.records.where(_ENTRIES, parent=collection.num)) >= _MAX_ENTRIES:
        message = f"A product collection can have at most {_MAX_ENTRIES} products."
        raise errors.bad_request("ProductCollection.ProductEntryLimit", message)
    entry = {"ProductID": product.id, "ListOrder": None, "DateAdded": dates.now()} | given
    call.records.insert(_ENTRIES, entry, collection.num)


@handles("Me.DeleteProductCollectionEntry")
def delete_entry(call: Call) -> Response:
    id_ = call.path_params["productid"]
    entry = call.records.find(_ENTRIES, id_, writable(call).num)
    call.records.remove(responses.require(entry, "ProductCollectionEntry", id_))
    return NO_CONTENT


@handles("Me.ListProductCollectionEntries", transaction="read")
def list_entries(call: Call) -> Response:
    """List the products of a collection that the user can see."""
    context, collection = buyer_context(call), readable(call)
    selection = _products_of(call, collection)
    context.restrict_products(selection, None, None)
    return _respond_entries(call, collection, selection, context)


@handles("ProductCollections.ListEntries", transaction="read")
def list_entries_of_buyer(call: Call) -> Response:
    """List the products of a buyer's collection; suppliers see their own products of it."""
    collection = call.path_record(COLLECTIONS)
    selection = _products_of(call, collection)
    if call.caller.user_type == "supplier":
        selection.where("body ->> '$.OwnerID' = ?", call.required_company.id)
    return _respond_entries(call, collection, selection)


def _products_of(call: Call, collection: Record) -> Selection:
    entries = 'id IN (SELECT f_ProductID FROM "ProductCollectionEntries" WHERE org=? AND parent=?)'
    return Selection(_PRODUCTS).where("parent=0").where(entries, call.organization.num, collection.num)


def _respond_entries(
    call: Call, collection: Record, selection: Selection, context: BuyerContext | None = None
) -> Response:
    def present(products: list[Record]) -> list[dict]:
        data = (
            [buyer_product(call, context, product) for product in products]
            if context
            else responses.all_with_computed(call.records, products)
        )
        return [item | _entry(call, collection, item["ID"]) for item in data] if data else []

    return responses.respond_page(call, selection, present)


def _entry(call: Call, collection: Record, product_id: str) -> dict:
    entry = call.records.get(_ENTRIES, product_id, collection.num)
    return {"ListOrder": entry["ListOrder"], "DateAdded": entry["DateAdded"]}
