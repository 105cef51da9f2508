"""An impersonation config is said as a sentence."""

import pytest

from console.enhanced.impersonation_words import impersonation_in_words


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        (
            {"ImpersonationGroupID": "X", "BuyerID": "Y", "ClientID": "Z", "SecurityProfileID": "P"},
            "Users of the seller's group X may act as any user of buyer Y through API client Z,"
            " with the roles of security profile P.",
        ),
        (
            {"ImpersonationBuyerID": "B", "ImpersonationGroupID": "X", "BuyerID": "B", "GroupID": "G"},
            "Users of group X of buyer B may act as users of group G of buyer B.",
        ),
        (
            {"ImpersonationBuyerID": "B", "BuyerID": "B", "UserID": "U", "ClientID": "Z"},
            "All users of buyer B may act as user U of buyer B through API client Z.",
        ),
        (
            {"ImpersonationUserID": "U", "BuyerID": "B", "ClientID": "Z"},
            "Seller user U may act as any user of buyer B through API client Z.",
        ),
        ({}, "All seller users may act as any user of a buyer that is not chosen yet."),
    ],
)
def test_the_parties_the_client_and_the_profile_are_named(config, sentence):
    assert impersonation_in_words(config) == sentence


def test_known_names_replace_ids():
    config = {"BuyerID": "Y", "ClientID": "Z", "SecurityProfileID": "P"}
    sentence = impersonation_in_words(config, client="Storefront", profile="Support")
    assert sentence.endswith("through API client Storefront, with the roles of security profile Support.")
