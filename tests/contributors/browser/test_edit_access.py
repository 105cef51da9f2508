"""The form of access in the browser: presets, what changes, and the keyboard."""

from playwright.sync_api import expect

from contributors.models import AccessGrant


def test_a_preset_and_a_check_box_show_what_changes_before_it_is_saved(cast, sign_in):
    page = sign_in(cast.adam, f"/organizations/acme_Sandbox/contributors/{cast.victor.pk}/edit/")
    changes = page.locator("#what-changes")
    expect(changes).to_contain_text("Nothing changes yet.")
    page.get_by_role("button", name="Catalog manager").click()
    expect(changes).to_contain_text("CatalogAdmin")
    expect(page.get_by_label("BuyerReader", exact=True)).not_to_be_checked()
    page.get_by_label("Act as buyer users").check()
    expect(changes).to_contain_text("+ act as buyer users")
    page.get_by_label("Find a role").fill("shipment")
    expect(page.get_by_label("CatalogAdmin", exact=True)).to_be_hidden()
    page.get_by_label("Find a role").press("Enter")
    page.get_by_label("Find a role").fill("")
    page.get_by_role("heading", name="Custom roles").click()
    page.get_by_label("New custom roles").fill("warehouse")
    with page.expect_navigation():
        page.get_by_label("New custom roles").press("Enter")
    expect(page.get_by_label("CatalogAdmin", exact=True)).to_be_checked()
    assert AccessGrant.objects.get(organization=cast.sandbox, user=cast.victor).version == 1
    page.get_by_role("button", name="Save access").click()
    expect(page.get_by_text("Saved the access of Victor")).to_be_visible()
    grant = AccessGrant.objects.get(organization=cast.sandbox, user=cast.victor)
    assert "CatalogAdmin" in grant.roles
    assert grant.impersonate_buyer


def test_a_search_of_roles_that_finds_nothing_says_so_and_no_count_contradicts_it(cast, sign_in):
    page = sign_in(cast.adam, f"/organizations/acme_Sandbox/contributors/{cast.victor.pk}/edit/")
    search, counts = page.get_by_label("Find a role"), page.locator("[data-role-group] .count:visible")
    expect(counts).not_to_have_count(0)
    search.fill("CatalogAd")
    expect(page.get_by_label("CatalogAdmin", exact=True)).to_be_visible()
    expect(counts).to_have_count(0)
    expect(page.get_by_role("button", name="All", exact=True)).to_have_count(0)
    search.fill("no such role")
    expect(page.get_by_text("No role matches.")).to_be_visible()
    search.fill("")
    expect(page.get_by_text("No role matches.")).to_have_count(0)
    expect(counts).not_to_have_count(0)
