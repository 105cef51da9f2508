"""A team in a browser: invited by an organization, accepted by its admin."""

from playwright.sync_api import Route, expect

from tests.browser import click_button
from tests.cast import create_team
from tests.visual.accessibility import axe_violations


def test_a_team_is_invited_and_accepted_and_its_member_sees_the_organization(cast, sign_in):
    team = create_team(cast.stan, "Packers", cast.stan)
    page = sign_in(cast.adam, "/organizations/acme_Sandbox/team-access/invite/")
    page.get_by_placeholder("Name, or the exact ID").fill("pack")
    page.get_by_label("Packers").check()
    page.get_by_role("button", name="Catalog manager").click()
    expect(page.locator("#grants")).not_to_contain_text("No roles")
    expect(page.get_by_label("Packers")).to_be_checked()
    page.get_by_label("Act as buyer users").check()
    expect(page.locator("#grants")).to_contain_text("can act as buyer users")
    assert axe_violations(page) == []
    click_button(page, "Invite team")
    expect(page.get_by_text("Pending")).to_be_visible()
    page = sign_in(cast.stan, "/organizations/")
    expect(page.get_by_role("link", name="Acme")).to_have_count(0)
    page.goto(page.url.replace("/organizations/", f"/teams/{team.pk}/"))
    expect(page.get_by_text("invited this team to contribute")).to_be_visible()
    assert axe_violations(page) == []
    click_button(page, "Accept for the team")
    page.get_by_role("navigation").get_by_role("link", name="Organizations").first.click()
    expect(page.get_by_role("link", name="Acme").first).to_be_visible()


def test_no_box_can_be_changed_while_a_preset_is_on_its_way_and_would_replace_the_change(cast, sign_in):
    create_team(cast.stan, "Packers", cast.stan)
    page = sign_in(cast.adam, "/organizations/acme_Sandbox/team-access/invite/")
    held: list[Route] = []
    page.route("**/team-access/invite/", lambda route: held.append(route))
    page.get_by_role("button", name="Catalog manager").click()
    expect(page.get_by_label("Act as buyer users")).to_be_disabled()
    held[0].continue_()
    page.unroute_all()
    page.get_by_label("Act as buyer users").check()
    expect(page.locator("#grants")).to_contain_text("can act as buyer users")
    expect(page.locator("#grants")).not_to_contain_text("No roles")
