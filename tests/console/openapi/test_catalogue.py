"""The sections, resources and operations of a document, and their names."""

import pytest

from console.openapi.catalogue import Catalogue
from console.openapi.document import Document, UnreadableDocument
from console.openapi.naming import full_name, humanize, name_parts, sentence_case, short_name


def catalogue_of(paths, **document):
    return Catalogue(Document({"paths": paths, **document}))


def operation(identifier="", *tags, **rest):
    return {"operationId": identifier, "tags": list(tags), **rest}


def outline(catalogue):
    return {
        section.name: {
            resource.name: [each.short_name for each in resource.operations] for resource in section.resources
        }
        for section in catalogue.sections
    }


def test_sections_and_resources_follow_the_real_document(catalogue):
    assert [section.name for section in catalogue.sections] == [
        "Authentication and authorization",
        "Seller",
        "Buyers",
        "Suppliers",
        "Product catalogs",
        "Orders and fulfillment",
        "Me and my stuff",
    ]
    catalogs = catalogue.sections[4]
    assert [resource.name for resource in catalogs.resources][:4] == [
        "Catalogs",
        "Categories",
        "Products",
        "Price schedules",
    ]
    assert [each.short_name for each in catalogs.resources[2].operations][:7] == [
        "List",
        "Create",
        "Get",
        "Save",
        "Patch",
        "Delete",
        "Delete assignment",
    ]


def test_resources_of_the_real_document_have_readable_names(catalogue):
    names = {resource.name for section in catalogue.sections for resource in section.resources}
    assert {"OpenID connects", "API clients", "XP indices"} <= names


def test_a_tag_can_be_both_section_and_resource(catalogue):
    buyers = catalogue.sections[2]
    assert buyers.resources[0].name == "Buyers"
    assert catalogue.get("Buyers.List") in buyers.resources[0].operations


def test_tag_groups_and_parents_make_sections_too():
    paths = {"/a": {"get": operation("A.List", "A")}, "/b": {"get": operation("B.List", "B")}}
    grouped = catalogue_of(
        paths, tags=[{"name": "A"}, {"name": "B"}], **{"x-tagGroups": [{"name": "Both", "tags": ["A", "B"]}]}
    )
    assert outline(grouped) == {"Both": {"A": ["List"], "B": ["List"]}}
    nested = catalogue_of(
        paths, tags=[{"name": "Top"}, {"name": "A", "parent": "Top"}, {"name": "B", "parent": "Top"}]
    )
    assert outline(nested) == {"Top": {"A": ["List"], "B": ["List"]}}


def test_a_document_without_tag_groups_has_one_unnamed_section():
    assert outline(catalogue_of({"/a": {"get": operation("A.List", "A")}})) == {"": {"A": ["List"]}}


def test_operations_without_a_declared_tag_are_last():
    paths = {"/b": {"get": operation("B.List")}, "/a": {"get": operation("A.List", "A")}}
    assert outline(catalogue_of(paths, tags=[{"name": "A"}])) == {
        "": {"A": ["List"]},
        "Other": {"B": ["List"]},
    }


def test_missing_duplicate_and_invalid_operation_ids_get_generated_keys():
    paths = {
        "/a/{x}": {
            "get": {},
            "put": operation("Same"),
            "post": operation("Same"),
            "delete": operation("un/fit ä"),
        }
    }
    keys = {each.verb: each.key for each in catalogue_of(paths).operations}
    assert keys == {"GET": "get-a-x", "POST": "Same", "PUT": "Same-2", "DELETE": "un-fit"}


def test_an_operation_is_found_by_its_key_in_any_case(catalogue):
    assert catalogue.get("products.list") is catalogue.get("Products.List")
    assert catalogue.get("Products.Nothing") is None


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("list products", "Products.List"),
        ("PRODUCTS list", "Products.List"),
        ("create a product", "Products.Create"),
        ("/priceschedules delete", "PriceSchedules.Delete"),
        ("webhooks.patch", "Webhooks.Patch"),
    ],
)
def test_search_ranks_the_closest_name_first(catalogue, text, first):
    assert catalogue.search(text)[0].id == first


def test_an_empty_search_finds_nothing(catalogue):
    assert catalogue.search("  ") == []
    assert catalogue.search("no such thing at all") == []


@pytest.mark.parametrize(
    ("identifier", "name"),
    [
        ("Products.List", "List products"),
        ("Products.Create", "Create a product"),
        ("Products.Save", "Save a product"),
        ("Products.Patch", "Patch a product"),
        ("Products.Delete", "Delete a product"),
        ("Addresses.Get", "Get an address"),
        ("ApiClients.Save", "Save an API client"),
        ("Users.GetAccessToken", "Get a user access token"),
        ("Products.GenerateVariants", "Generate variants"),
        ("Orders.Submit", "Submit an order"),
        ("Me.Get", "Get the current authenticated user"),
        ("Me.Register", "Register"),
        ("Buyers.ListBuyerSellers", "List buyer sellers"),
        ("XpIndices.Delete", "Delete an XP index"),
        ("Orders.Ship", "Create a shipment containing all items on an order"),
        ("OpenIdConnects.List", "List OpenID Connects"),
        ("OrderReturns.Cancel", "Cancel an order return"),
        ("MessageSenders.ListCCListenerAssignments", "List message sender CC listener assignments"),
    ],
)
def test_operations_of_the_real_document_have_readable_names(catalogue, identifier, name):
    assert catalogue.get(identifier).name == name


@pytest.mark.parametrize(
    ("summary", "identifier", "name"),
    [
        ("List products", "Products.List", "List products"),
        ("Create a product", "Products.Create", "Create a product"),
        ("", "Products.List", "List products"),
        ("", "Products.Get", "Get a product"),
        ("", "Categories.Delete", "Delete a category"),
        ("", "Addresses.Patch", "Patch an address"),
        ("", "Products.ListAssignments", "List assignments"),
        ("", "listProducts", "List products"),
        ("", "", "GET /products"),
        ("Returns a list of things.", "getThings", "List things"),
    ],
)
def test_other_documents_have_readable_names(summary, identifier, name):
    assert full_name(summary, identifier, "get", "/products") == name


def test_operation_names_omit_their_resource():
    shown = [
        (piece.text, piece.visible) for piece in name_parts("List assignments", "List product assignments")
    ]
    assert shown == [("List", True), ("product", False), ("assignments", True)]
    other = [(piece.text, piece.visible) for piece in name_parts("Ship", "Create a shipment")]
    assert other == [("Ship", True), ("(Create a shipment)", False)]


def test_short_names_and_words_keep_acronyms():
    assert short_name("MessageSenders.ListCCListenerAssignments", "x") == "List CC listener assignments"
    assert short_name("listProducts", "List products") == "List products"
    assert humanize("OpenIdConnects") == "OpenID connects"
    assert humanize("ApiClients") == "API clients"
    assert humanize("XpIndices") == "XP indices"
    assert sentence_case("Open Id Connects") == "OpenID connects"
    assert sentence_case("SSO Urls and Ids") == "SSO URLs and IDs"


@pytest.mark.parametrize(
    ("security", "roles"),
    [
        ([{"OAuth2": ["FullAccess", "ProductAdmin"]}], ("ProductAdmin", "FullAccess")),
        ([{"OAuth2": ["A"]}, {"OAuth2": ["B", "A"]}], ("A", "B")),
        ([{"OAuth2": []}], ()),
        ([], ()),
        ([{}], ()),
    ],
)
def test_any_of_the_roles_is_sufficient(security, roles):
    assert catalogue_of({"/a": {"get": {"security": security}}}).operations[0].roles == roles


def test_the_security_of_the_document_applies_to_operations_without_their_own():
    catalogue = catalogue_of({"/a": {"get": {}}}, security=[{"OAuth2": ["A"]}])
    assert catalogue.operations[0].roles == ("A",)


@pytest.mark.parametrize("raw", [None, [], {}, {"paths": []}, "text"])
def test_an_invalid_document_is_rejected(raw):
    with pytest.raises(UnreadableDocument):
        Document(raw)


@pytest.mark.parametrize(
    ("key", "roles"),
    [
        ("Webhooks.List", ("WebhookReader", "WebhookAdmin", "FullAccess")),
        ("Webhooks.Create", ("WebhookAdmin", "FullAccess")),
        ("Products.List", ("ProductReader", "ProductAdmin", "FullAccess")),
        (
            "Products.ListAssignments",
            ("ProductAssignmentAdmin", "ProductReader", "ProductAdmin", "FullAccess"),
        ),
    ],
)
def test_the_smallest_sufficient_role_comes_first(catalogue, key, roles):
    assert catalogue.get(key).roles == roles
