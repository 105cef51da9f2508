"""The roles of a token, in words, before it is requested."""

import pytest

from console.context.preview import preview_of_seller, preview_of_user

FULL = ("FullAccess",)


@pytest.mark.parametrize(
    ("mine", "sentence"),
    [
        (FULL, "The token has full access, as you do."),
        (("OrderReader",), "The token gets exactly your 1 role."),
        ((), "You have no roles, so only requests that need none will work."),
    ],
)
def test_the_token_of_the_seller_has_exactly_my_roles(mine, sentence):
    preview = preview_of_seller(mine)
    assert (preview.roles, preview.sentence) == (mine, sentence)


@pytest.mark.parametrize(
    ("mine", "theirs", "both", "sentence"),
    [
        (
            ("OrderReader", "Shopper"),
            ("MeAdmin", "Shopper", "Approver"),
            ("Shopper",),
            "The token gets the roles you both have: 2 yours, 3 Marcus's, 1 in common.",
        ),
        (FULL, ("Shopper",), ("Shopper",), "You have full access, so the token gets all of Marcus's 1 role."),
        (("Shopper",), FULL, ("Shopper",), "Marcus has full access, so the token gets all of your 1 role."),
        (FULL, FULL, FULL, "You and Marcus both have full access, and so has the token."),
        (
            ("OrderReader",),
            ("Shopper",),
            (),
            "You and Marcus have no role in common, so only requests that need none will work.",
        ),
    ],
)
def test_the_token_of_a_user_has_the_roles_that_both_have(mine, theirs, both, sentence):
    preview = preview_of_user(mine, theirs, "Marcus")
    assert (preview.roles, preview.sentence) == (both, sentence)
