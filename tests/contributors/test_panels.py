"""The panels of an organization's page: each right with its own sources, and who to ask for the others."""

import re

import pytest

from tests.cast import create_access, create_team, create_user
from tests.login import signed_in

PAGE = "/organizations/acme_Sandbox/"


@pytest.fixture
def row(client, cast):
    """The words at the end of the row that begins with a sentence: `row(cast.tess, "Act as")`."""

    def words(user, sentence: str) -> str:
        html = signed_in(client, user).get(PAGE).content.decode()
        panel = html.partition('class="panel permissions"')[2].partition("</section>")[0]
        rows = [" ".join(re.sub(r"<[^>]+>", " ", text).split()) for text in panel.split('<div class="row ')]
        return next(text.rpartition(sentence)[2] for text in rows if sentence in text)

    return words


def test_each_right_names_only_the_sources_that_give_it(row, cast):
    crew = create_team(cast.olive, "Catalog crew", cast.tess)
    create_access(cast.sandbox, ["OrderAdmin"], team=crew, impersonate_buyer=True)
    lead = create_team(cast.olive, "Leads", cast.tess)
    create_access(cast.sandbox, [], team=lead, is_admin=True)
    assert row(cast.tess, "BuyerReader, CategoryAdmin, OrderAdmin, ProductAdmin") == " Catalog crew , Traders"
    assert row(cast.tess, "limited to roles you both have") == " Catalog crew"
    assert row(cast.tess, "Manage settings, contributors and restores") == " Leads"


@pytest.mark.parametrize(("who", "ask"), [("victor", "Ask Olive or Adam"), ("adam", "Ask Olive")])
def test_who_can_give_a_missing_right_is_named_and_never_oneself(row, cast, who, ask):
    assert row(cast.users[who], "Act as seller, supplier and buyer users").strip() == ask


def test_at_most_two_people_are_named(row, cast):
    for number in range(3):
        create_access(cast.sandbox, [], user=create_user(f"admin{number}"), is_admin=True)
    assert row(cast.victor, "Act as seller, supplier and buyer users").strip() == "Ask Olive or Adam"


def test_the_owner_misses_nothing(row, cast):
    assert row(cast.olive, "Full API access").strip() == "Owner"
    with pytest.raises(StopIteration):
        row(cast.olive, "Ask")


def test_a_team_is_listed_with_its_accepted_members(client, cast):
    cast.team.members.create(user=cast.ida, invited_by=cast.olive)
    html = signed_in(client, cast.victor).get(PAGE).content.decode()
    assert "team of 1<" in html


def test_contributors_are_counted_alike_wherever_their_number_is_shown(client, cast):
    signed_in(client, cast.olive)
    panel, delete = client.get(PAGE), client.get(f"{PAGE}delete/")
    transfer = client.get(f"{PAGE}transfer/?new_owner=adam&access=stay")
    shown = [
        " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split()) for page in (panel, delete, transfer)
    ]
    people, teams = re.search(r"Contributors (\d+), (\d+) team ", shown[0]).groups()
    assert f"{people} contributors and {teams} team lose access immediately" in shown[1]
    assert f"Contributors {people} {people} Teams {teams} {teams}" in shown[2]
    assert (people, teams) == ("3", "1")


def test_what_the_connection_cannot_act_as_is_said_with_the_reason(client, cast):
    connection = cast.sandbox.connection
    connection.type, connection.client_id, connection.secret = "api_client", "client", "secret"
    connection.save()
    signed_in(client, cast.olive)
    page = client.get("/organizations/acme_Sandbox/").text
    assert "Act as <strong>buyer</strong> users" in page
    assert "Act as seller and supplier users" in page
    assert "OrderCloud lets an API client act as buyer users only" in page
    assert "You can act as buyer users." in client.get("/organizations/acme_Sandbox/settings/").text
