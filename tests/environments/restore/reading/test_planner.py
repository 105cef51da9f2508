"""Which lists are read: only those reported as empty are skipped, and an unread list is never equal."""

from environments.ordercloud import Client
from environments.ordercloud.errors import BadRequest, Forbidden
from environments.restore.engine import plan, restore
from environments.restore.journal import MemoryJournal
from environments.restore.resources.manifest import RESOURCES
from environments.restore.resources.resource import ParentQuery
from tests.environments.restore.checker import differences, read_all
from tests.environments.restore.sample_data import address, create_records


class RejectingClient(Client):
    """A client whose reads are rejected if `is_rejected(path, query)`."""

    def __init__(self, client, is_rejected, error=Forbidden):
        self.__dict__.update(client.__dict__)
        self._is_rejected, self._error = is_rejected, error

    def get(self, path, query=()):
        if self._is_rejected(path, dict(query)):
            raise self._error("GET", path, 403, [{"ErrorCode": "No", "Message": "The list is locked."}])
        return super().get(path, query)


def add_inventory(client, quantity, product="hammer-0"):
    """Add an inventory record below a product whose `Inventory` is null."""
    client.put("/addresses/warehouse", address())
    record = {"AddressID": "warehouse", "QuantityAvailable": quantity}
    client.put(f"/products/{product}/inventoryrecords/here", record)


def reads(pair, organization):
    return [item["Path"] for item in pair.requests(organization, "GET")]


def test_inventory_is_restored_regardless_of_the_inventory_of_the_product(drifted_pair, journal):
    add_inventory(drifted_pair.production, 7)
    add_inventory(drifted_pair.staging, 3, "hammer-1")
    assert drifted_pair.production.get("/products/hammer-0")["Inventory"] is None

    result = restore(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)

    records = drifted_pair.staging.get("/products/hammer-0/inventoryrecords")["Items"]
    assert [record["QuantityAvailable"] for record in records] == [7]
    assert drifted_pair.staging.get("/products/hammer-1/inventoryrecords")["Items"] == []
    assert (result.resource("InventoryRecords").created, result.resource("InventoryRecords").deleted) == (
        1,
        1,
    )
    assert result.equal
    assert differences(drifted_pair.production, drifted_pair.staging) == []


def test_inventory_is_restored_when_ordercloud_does_not_report_which_products_have_any(drifted_pair, journal):
    add_inventory(drifted_pair.production, 7)
    by_inventory = [
        name for resource in RESOURCES if resource.parent_index for name, _ in resource.parent_index.query
    ]

    def filtered(path, query):
        return path == "/products" and not query.keys().isdisjoint(by_inventory)

    production = RejectingClient(drifted_pair.production, filtered, BadRequest)

    result = restore(production, drifted_pair.staging, journal, drifted_pair.options)

    assert result.resource("InventoryRecords").created == 1
    assert result.equal
    assert differences(drifted_pair.production, drifted_pair.staging) == []


def test_inventory_of_variants_is_read_regardless_of_the_inventory_of_the_variant(pair, journal):
    for client in (pair.production, pair.staging):
        client.put("/specs/size", {"Name": "Size", "DefinesVariant": True, "Required": True})
        client.put("/specs/size/options/small", {"Value": "Small"})
        client.put(
            "/products/shirt",
            {"Name": "Shirt", "Inventory": {"Enabled": True, "VariantLevelTracking": True}},
        )
        client.post("/specs/productassignments", {"SpecID": "size", "ProductID": "shirt"})
        client.post("/products/shirt/variants/generate")
    pair.production.put("/addresses/warehouse", address())
    records = "/products/shirt/variants/shirt-small/inventoryrecords"
    pair.production.put(f"{records}/here", {"AddressID": "warehouse", "QuantityAvailable": 7})
    for client in (pair.production, pair.staging):
        client.patch("/products/shirt", {"Inventory": None})
        client.patch("/products/shirt/variants/shirt-small", {"Inventory": None})
    assert pair.production.get("/products/shirt/variants/shirt-small")["Inventory"] is None

    result = restore(pair.production, pair.staging, journal, pair.options)

    assert result.resource("VariantInventoryRecords").production == 1
    # OrderCloud accepts no inventory record of a variant while the `Inventory` of the product is null.
    assert [failure.code for failure in result.resource("VariantInventoryRecords").failures] == [
        "InventoryConfiguration.CannotCreateInventoryRecord"
    ]
    assert not result.equal


def test_no_list_is_read_below_products_that_have_nothing_there(drifted_pair):
    restore(drifted_pair.production, drifted_pair.staging, MemoryJournal(), drifted_pair.options)
    before = len(reads(drifted_pair, "acme"))

    restore(drifted_pair.production, drifted_pair.staging, MemoryJournal(), drifted_pair.options)

    below = [path for path in reads(drifted_pair, "acme")[before:] if "/products/hammer" in path]
    assert below == []


def test_an_unchanged_pair_takes_no_more_reads_than_its_pages_and_a_tenth(drifted_pair):
    add_inventory(drifted_pair.production, 7)
    restore(drifted_pair.production, drifted_pair.staging, MemoryJournal(), drifted_pair.options)
    lists = [path for path in read_all(drifted_pair.production) if not path.startswith("/products/")]

    result = restore(drifted_pair.production, drifted_pair.staging, MemoryJournal(), drifted_pair.options)

    below_products = 1  # each organization has one list of inventory records with something in it
    assert result.reads <= 1.1 * 2 * (len(lists) + below_products)
    assert (result.writes, result.deletes, result.equal) == (0, 0, True)


def test_a_list_is_skipped_only_when_ordercloud_reports_it_as_empty():
    skippable = {
        resource.name: resource.count_field or resource.parent_index
        for resource in RESOURCES
        if resource.count_field or resource.parent_index
    }

    assert skippable == {
        "Variants": "VariantCount",
        "InventoryRecords": ParentQuery(query=(("InventoryRecords.AddressID", "*"),)),
        "ProductSuppliers": ParentQuery(for_each="Suppliers", parameter="supplierID"),
    }


def test_lists_that_depend_on_an_unreadable_list_are_not_read(drifted_pair, journal):
    production = RejectingClient(drifted_pair.production, lambda path, query: path == "/catalogs")

    result = restore(production, drifted_pair.staging, journal, drifted_pair.options)

    for name in ("Catalogs", "Categories", "ProductCatalogAssignments", "CategoryProductAssignments"):
        assert "The list is locked." in result.resource(name).unreadable
    assert result.resource("Products").unreadable == ""
    assert (result.state, result.equal) == ("incomplete", False)


def test_a_partly_read_pair_is_not_reported_as_equal(drifted_pair, journal):
    restore(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)
    assert plan(drifted_pair.production, drifted_pair.staging, drifted_pair.options).equal

    for unreadable in ("/products", "/suppliers", "/buyers/acme/users", "/specs"):
        staging = RejectingClient(
            drifted_pair.staging, lambda path, query, unreadable=unreadable: path == unreadable
        )
        result = plan(drifted_pair.production, staging, drifted_pair.options)
        assert (result.state, result.equal) == ("incomplete", False), unreadable


def test_a_rejected_count_of_production_does_not_count_as_equal(pair, journal):
    create_records(pair.production, "production.example")
    for number in range(30):
        pair.production.put(f"/buyers/acme/users/u{number}", {**USER, "Username": f"u{number}"})
    counts = RejectingClient(pair.production, lambda path, query: query.get("pageSize") == "1")

    result = restore(counts, pair.staging, journal, pair.options)

    assert (result.state, result.equal) == ("incomplete", False)


USER = {"FirstName": "Ann", "LastName": "Other", "Email": "ann@example.com", "Active": True}
