"""What the seeding tool prints when the portal or the emulator refuses something."""

import copy

import pytest
import yaml

from organizations.models import Organization
from tests.cast import PASSWORD, READERS, create_access
from tests.portal.api.seeding.tool import GARDEN_SHOP, load

NOTHING = "Objects: {}\n"
RETRIES = (1, 3, 7)  # seconds that the tool waits before it sends a call again


@pytest.fixture
def nothing(tool):
    """A seed file without records."""
    file = tool.folder / "nothing.yml"
    file.write_text(NOTHING)
    return file


def test_a_wrong_password_creates_nothing(tool, nothing):
    run = tool.seed(nothing, "garden", password="wrong")
    assert "were not valid" in run.output
    assert "were not valid" in tool.download("acme_Sandbox", password="wrong").output
    assert not Organization.objects.filter(pk="garden").exists()


def test_an_account_with_two_factor_authentication_cannot_sign_in_by_password(tool, nothing):
    assert "were not valid" in tool.seed(nothing, "garden", user="oscar").output
    assert not Organization.objects.filter(pk="garden").exists()


def test_an_id_can_be_seeded_once(tool, nothing):
    assert "Done! Seeded" in tool.seed(nothing, "garden").output
    assert 'A marketplace with ID "garden" already exists.' in tool.seed(nothing, "garden").output
    assert Organization.objects.filter(pk__iexact="garden").count() == 1


def test_an_id_that_belongs_to_others_is_refused_with_the_reason(tool, nothing):
    run = tool.seed(nothing, "acme", user="stan")
    assert "Couldn't create marketplace" in run.output
    assert "taken" in run.output, run.output
    assert run.status == 0


def test_an_unknown_region_is_refused_with_the_reason(tool, nothing):
    run = tool.seed(nothing, "garden", "-r", "moon")
    assert 'in the region "moon" because' in run.output
    assert not Organization.objects.filter(pk="garden").exists()


@pytest.mark.parametrize("id", ["acme", "nothing-here"])
def test_the_organization_of_others_is_not_downloaded(tool, id):
    assert f'Marketplace with ID "{id}" not found' in tool.download(id, user="stan").output
    assert not (tool.folder / f"{id}.yml").exists()


def test_a_file_that_is_invalid_for_the_tool_creates_nothing(tool):
    file = copy.deepcopy(load(GARDEN_SHOP))
    file["Objects"]["Buyers"][0]["DefaultCatalogID"] = "autumn"
    del file["Objects"]["Webhooks"][0]["Name"]
    invalid = tool.folder / "invalid.yml"
    invalid.write_text(yaml.safe_dump(file))
    for run in (tool.run("validate", invalid), tool.seed(invalid, "garden")):
        assert 'Buyers.DefaultCatalogID: no Catalogs found with ID "autumn"' in run.output
        assert "Required field Webhooks.Name" in run.output
    assert not Organization.objects.filter(pk="garden").exists()


def test_what_ordercloud_refuses_is_printed_with_the_request_and_the_reason(tool, emulator):
    promotion = {
        "ID": "broken",
        "Code": "BROKEN",
        "EligibleExpression": "order.Subtotal >",
        "ValueExpression": "1",
    }
    file = tool.folder / "refused.yml"
    file.write_text(yaml.safe_dump({"Objects": {"Promotions": [promotion]}}))
    run = tool.seed(file, "garden", pace="impatient")
    assert run.status == 1
    assert "Request method: POST" in run.output
    assert "/sandbox/v1/promotions" in run.output
    assert "EligibleExpression cannot be used: it ends too early." in run.output, run.output
    tried = [
        entry for entry in emulator.emulator.requests.entries("garden", None) if entry["Method"] == "POST"
    ]
    assert len(tried) == 1 + len(RETRIES)
    assert Organization.objects.filter(pk="garden").exists()


def test_a_download_has_no_more_than_the_users_api_roles_allow(tool, cast, nothing):
    assert tool.seed(nothing, "garden").status == 0
    create_access(Organization.objects.get(pk="garden"), READERS, user=cast.victor)
    run = tool.run("download", "-i", "garden", "-u", "victor", "-p", PASSWORD, pace="impatient")
    assert run.status == 1
    assert "User does not have role(s) required to perform this action." in run.output, run.output
    assert not (tool.folder / "ordercloud-seed.yml").exists()
