"""Parties of assignments: whom they reach, and how they are said."""

import pytest

from console.enhanced.assignments.parties import Party, by_reach

EVERY_SELLER = Party()
BUYER = Party(buyer="B1")
BUYER_GROUP = Party(buyer="B1", group="g")
BUYER_USER = Party(buyer="B1", user="u")
SUPPLIER_GROUP = Party(supplier="S1", group="g")


@pytest.mark.parametrize(
    ("party", "words"),
    [
        (EVERY_SELLER, "All seller users"),
        (Party(group="g"), "Seller group g"),
        (Party(user="u"), "Seller user u"),
        (BUYER, "All users of buyer B1"),
        (BUYER_GROUP, "Group g of buyer B1"),
        (BUYER_USER, "User u of buyer B1"),
        (SUPPLIER_GROUP, "Group g of supplier S1"),
    ],
)
def test_each_party_is_said_in_words(party, words):
    assert party.in_words == words


def test_a_party_is_read_from_an_assignment_and_back():
    assignment = {"BuyerID": "B1", "SupplierID": None, "UserGroupID": "g", "UserID": None}
    party = Party.of(assignment | {"SecurityProfileID": "shopper"})
    assert party == BUYER_GROUP
    assert party.ids == assignment
    assert Party.from_key(party.key) == party


def test_a_key_of_other_text_is_refused():
    with pytest.raises(ValueError, match="key"):
        Party.from_key("B1")


def test_the_query_of_a_deletion_leaves_out_what_is_not_named():
    assert BUYER_USER.query == {"buyerID": "B1", "userID": "u"}
    assert EVERY_SELLER.query == {}


def test_everyone_of_a_company_is_reached_and_no_one_of_another():
    assert BUYER.reaches(Party(buyer="b1"), "u", [])
    assert not BUYER.reaches(Party(buyer="B2"), "u", [])
    assert not BUYER.reaches(Party(), "u", [])
    assert not EVERY_SELLER.reaches(Party(buyer="B1"), "u", [])


def test_a_group_reaches_its_members_and_a_user_only_itself():
    assert BUYER_GROUP.reaches(BUYER, "anyone", ["G"])
    assert not BUYER_GROUP.reaches(BUYER, "anyone", ["other"])
    assert BUYER_USER.reaches(BUYER, "U", [])
    assert not BUYER_USER.reaches(BUYER, "other", ["g"])


def test_two_companies_or_two_levels_are_a_problem():
    assert "not both" in Party(buyer="B1", supplier="S1").problem
    assert "not both" in Party(group="g", user="u").problem
    assert BUYER_GROUP.problem == ""


def test_parties_are_shown_seller_first_and_everyone_before_groups_and_users():
    parties = [SUPPLIER_GROUP, BUYER_USER, BUYER_GROUP, BUYER, Party(user="a"), EVERY_SELLER]
    assert by_reach(parties) == [
        EVERY_SELLER,
        Party(user="a"),
        BUYER,
        BUYER_GROUP,
        BUYER_USER,
        SUPPLIER_GROUP,
    ]
