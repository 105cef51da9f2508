"""A marketplace through the seeding tool: seeded, downloaded, and seeded again from the download."""

import yaml

from accounts.models import RefreshToken
from organizations.models import Environment, Organization
from tests.portal.api.seeding import comparison
from tests.portal.api.seeding.tool import GARDEN_SHOP, load

RESOURCES = 56
# What a download has, beside times, and the file does not say: what OrderCloud computes ...
COMPUTED = {
    "AdminUsers.AvailableRoles",
    "AdminUsers.CompanyID",
    "ApiClients.AssignedBuyerCount",
    "ApiClients.OrderCheckoutIntegrationEventName",
    "ApiClients.OrderReturnIntegrationEventName",
    "Catalogs.CategoryCount",
    "Categories.ChildCount",
    "InventoryRecords.Address",
    "OpenIdConnects.IntegrationEventName",
    "Products.Inventory.QuantityAvailable",
    "Products.SpecCount",
    "Specs.OptionCount",
    "Specs.Options",
    "SupplierUsers.AvailableRoles",
    "SupplierUsers.CompanyID",
    "Users.AvailableRoles",
    "Users.CompanyID",
    "VariantInventoryRecords.Address",
    "Variants.Inventory",
    "Variants.Specs.Name",
    "Variants.Specs.PriceMarkup",
    "Variants.Specs.PriceMarkupType",
    "Variants.Specs.Value",
}
# ... and its defaults, if they are not null, false or empty.
DEFAULTS = {
    "ApiClients.AnonymousTokenDuration": 10080,
    "InventoryRecords.AllowAllBuyers": True,
    "Promotions.Active": True,
    "VariantInventoryRecords.AllowAllBuyers": True,
    "PriceSchedules.MinQuantity": 1,
    "Products.OwnerID": "<MarketplaceID placeholder>",
    "Products.QuantityMultiplier": 1,
    "SpecOptions.PriceMarkupType": "NoMarkup",
}


def test_a_download_equals_what_was_seeded_and_seeds_an_equal_organization(tool, cast):
    file = load(GARDEN_SHOP)
    assert len(dict(comparison.resources(file))) == RESOURCES
    seeded = tool.seed(GARDEN_SHOP, "garden", "-n", "Garden shop")
    assert seeded.status == 0
    assert 'Seeded a new marketplace with ID "garden"' in seeded.output, seeded.output
    organization = Organization.objects.get(pk="garden")
    assert (organization.name, organization.owner) == ("Garden shop", cast.olive)
    assert (organization.environment, organization.region) == (Environment.SANDBOX, "usw")

    first = tool.downloaded("garden")
    assert set(dict(comparison.resources(first))) == set(dict(comparison.resources(file)))
    first_named = comparison.without_times(comparison.with_client_names(first))
    expected = comparison.without_secrets(comparison.with_client_names(file))
    added = comparison.additions(expected, first_named)
    assert set(added) == COMPUTED | set(DEFAULTS)
    assert {path: set(added[path]) for path in DEFAULTS} == {path: {DEFAULTS[path]} for path in DEFAULTS}

    again = tool.seed(tool.folder / "garden.yml", "garden-again")
    assert 'Seeded a new marketplace with ID "garden-again"' in again.output, again.output
    second_named = comparison.without_times(comparison.with_client_names(tool.downloaded("garden-again")))
    assert comparison.by_key(second_named) == comparison.by_key(first_named)


def test_more_records_than_a_page_holds_come_back(tool):
    records = [{"ID": f"n{number}", "LastNumber": number, "LeftPaddingCount": 3} for number in range(101)]
    file = tool.folder / "many.yml"
    file.write_text(yaml.safe_dump({"Objects": {"Incrementors": records}}))
    run = tool.seed(file, "many")
    assert "Created 101 Incrementors." in run.output, run.output
    assert "failed" not in run.output
    downloaded = tool.downloaded("many")["Objects"]["Incrementors"]
    found = {record["ID"]: record["LastNumber"] for record in downloaded}
    assert found == {record["ID"]: record["LastNumber"] for record in records}
    assert len(downloaded) == len(found)


def test_the_access_token_is_refreshed_while_the_tool_works(tool, cast):
    run = tool.seed(GARDEN_SHOP, "garden", pace="refresh")
    assert 'Seeded a new marketplace with ID "garden"' in run.output, run.output
    assert run.output.count("Refreshing the access token") == 2
    assert RefreshToken.objects.filter(user=cast.olive).count() == 1 + 2


def test_calls_that_the_platform_throttles_are_repeated(tool, emulator):
    emulator.emulator.faults.set(
        [
            {"Path": "/v1/*users", "Method": "POST", "Status": 429, "RetryAfter": 1, "Times": 2},
            {"Path": "/v1/products", "Method": "POST", "Status": 503, "Times": 3},
        ]
    )
    run = tool.seed(GARDEN_SHOP, "garden", pace="impatient")
    assert 'Seeded a new marketplace with ID "garden"' in run.output, run.output
    assert "Will retry after" in run.output
    entries = emulator.emulator.requests.entries("garden", None)
    assert sorted(entry["Status"] for entry in entries if entry["Status"] >= 400) == [429, 429, 503, 503, 503]


def test_an_organization_is_seeded_in_the_region_that_is_named(tool):
    file = tool.folder / "empty.yml"
    file.write_text("Objects: {}\n")
    assert "/eur-sandbox" in tool.seed(file, "in-europe", "-r", "eur").output
    assert Organization.objects.get(pk="in-europe").region == "eur"
