"""The roles of an operation that a user holds, and who can grant more."""

from django.test import Client

from console.roles import RoleCheck
from tests.cast import create_access, create_team, create_user
from tests.login import signed_in

SANDBOX = "/organizations/acme_Sandbox/console/"
NEEDED = ("WebhookReader", "WebhookAdmin", "FullAccess")


def words_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_full_access_includes_every_role():
    check = RoleCheck(NEEDED, ("FullAccess",))
    assert (check.has_full_access, check.sufficient) == (True, True)
    assert check.rows == [(role, True) for role in NEEDED]


def test_the_role_to_request_is_the_smallest_sufficient_one():
    assert RoleCheck(NEEDED, ("ProductReader",)).suggested_role == "WebhookReader"
    assert RoleCheck((), ()).suggested_role == ""


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
