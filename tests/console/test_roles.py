"""The roles of an operation that a user holds, and who can grant more."""

import pytest
from django.test import Client

from console.roles import RoleCheck, role_sources
from contributors.effective_access import EffectiveAccess
from contributors.models import AccessGrant, Team
from tests.cast import create_access, create_team, create_user
from tests.login import signed_in

SANDBOX = "/organizations/acme_Sandbox/console/"
NEEDED = ("WebhookReader", "WebhookAdmin", "FullAccess")


def effective(*sources: AccessGrant, roles: tuple[str, ...], owner: bool = False) -> EffectiveAccess:
    return EffectiveAccess(owner, owner, roles, frozenset(), sources)


def words_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_full_access_includes_every_role():
    check = RoleCheck(NEEDED, ("FullAccess",))
    assert (check.has_full_access, check.sufficient) == (True, True)
    assert check.rows == [(role, True) for role in NEEDED]


def test_the_role_to_request_is_the_smallest_sufficient_one():
    assert RoleCheck(NEEDED, ("ProductReader",)).suggested_role == "WebhookReader"
    assert RoleCheck((), ()).suggested_role == ""


@pytest.mark.parametrize(
    ("access", "sentence"),
    [
        (effective(roles=("FullAccess",), owner=True), "You have full access as the owner."),
        (
            effective(
                AccessGrant(roles=["FullAccess", "A"]),
                AccessGrant(roles=["B"]),
                roles=("A", "B", "FullAccess"),
            ),
            "You have full access by direct access.",
        ),
        (effective(AccessGrant(roles=["A"]), roles=("A",)), "Your 1 role comes from direct access (1)."),
        (
            effective(
                AccessGrant(roles=["A"]), AccessGrant(roles=["B"], team=Team(name="X")), roles=("A", "B")
            ),
            "Your 2 roles come from direct access (1) and team X (1).",
        ),
        (
            effective(AccessGrant(roles=[]), roles=()),
            "You have no roles here. Only requests that need none will work.",
        ),
    ],
)
def test_the_source_of_the_roles_is_one_sentence(access, sentence):
    assert role_sources(access) == sentence


def test_full_access_is_shown_by_name_on_every_page(ordercloud, cast):
    cast.sandbox.access_grants.filter(user=cast.adam).update(roles=["FullAccess"])
    client = signed_in(Client(), cast.adam)
    console = words_of(client.get(SANDBOX + "Products.Create"))
    assert "<summary>Full access</summary>" in console
    assert 'Roles <span class="count">full access</span>' in console
    assert "tag-danger" not in console
    page = words_of(client.get("/organizations/acme_Sandbox/"))
    assert "<strong>Full API access</strong>" in page
    assert "1 role" not in console + page


def test_roles_are_granted_by_the_owner_and_admins_who_have_accepted(ordercloud, cast):
    invited = create_user("imogen", name="Imogen")
    create_access(cast.sandbox, ["FullAccess"], user=invited, is_admin=True, accepted=False)
    create_access(cast.sandbox, ["FullAccess"], team=create_team(cast.olive, "Heads"), is_admin=True)
    page = words_of(signed_in(Client(), cast.victor).get(SANDBOX + "Products.Create"))
    givers = page.partition('<ul class="role-granters">')[2].partition("</ul>")[0]
    assert [name in givers for name in ("Olive", "Adam", "Imogen", "Victor")] == [True, True, False, False]
    assert givers.count("<li") == 2
