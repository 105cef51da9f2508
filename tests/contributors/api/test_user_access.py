"""Access of users in the Portal API: read, granted and taken away by admins."""

import pytest

from contributors.access_settings import AccessSettings
from contributors.models import AccessGrant, AccessPolicy
from contributors.models.invitation_mixin import INVITATION_DURATION
from lib import clock
from tests.cast import create_access
from tests.contributors.api.responses import error_of, message_of, usernames

USERS = "/organizations/acme/access/users"


def invite_address(organization, email: str) -> AccessGrant:
    return AccessGrant.objects.create(
        organization=organization, email=email, expires_at=clock.now() + INVITATION_DURATION
    )


def test_users_are_listed_with_invitations_and_their_emails_only_once_accepted(api, cast):
    create_access(cast.pair.production, [], user=cast.stan, accepted=False)
    status, listed = api("adam", "GET", f"{USERS}?sortBy=Username")
    assert status == 200
    found = [(item["User"]["Username"], item["User"]["Email"], item["Accepted"]) for item in listed["Items"]]
    assert found == [
        ("adam", "adam@example.com", True),
        ("ida", None, False),
        ("stan", None, False),
        ("victor", "victor@example.com", True),
    ]
    assert listed["Items"][0]["IsAdmin"] is True
    assert listed["Items"][3]["Roles"] == ["CategoryReader", "ProductReader", "BuyerReader"]


@pytest.mark.parametrize("email", ["Stan@example.com", "unknown@example.com"])
def test_of_an_invitation_to_an_address_only_the_typed_address_is_shown(api, cast, email):
    AccessGrant.objects.filter(user__isnull=False).delete()
    invite_address(cast.pair.production, email)
    _, listed = api("olive", "GET", USERS)
    (item,) = listed["Items"]
    assert (item["User"]["Username"], item["User"]["Name"], item["User"]["Email"]) == (None, "", email)
    assert item["Accepted"] is False


def test_whoever_has_not_accepted_cannot_be_found_by_email(api):
    assert usernames(api("adam", "GET", f"{USERS}?search=ida@example.com")) == []
    assert error_of(api("adam", "GET", f"{USERS}?Email=ida@example.com")) == (400, "List.InvalidProperty")


def test_only_admins_read_access(api):
    assert error_of(api("victor", "GET", USERS)) == (403, "Auth.InsufficientRoles")
    assert error_of(api("stan", "GET", USERS)) == (404, "NotFound")


def access_of(user, organization) -> AccessSettings:
    """What the user's own grant gives."""
    return AccessSettings.of(AccessGrant.objects.get(user=user, organization=organization))


def test_a_user_without_access_is_invited_and_sees_it_only_after_accepting(api, cast):
    body = {"Roles": ["orderadmin", "ProductReader"], "IsAdmin": True}
    assert api("adam", "PUT", f"{USERS}/STAN", body) == (204, None)
    assert access_of(cast.stan, cast.pair.production).roles == ("ProductReader", "OrderAdmin")
    assert api("stan", "GET", "/organizations/acme")[0] == 404
    assert api("stan", "POST", "/me/orginvites/acme/accept") == (204, None)
    assert api("stan", "GET", "/organizations/acme")[0] == 200
    assert error_of(api("stan", "POST", "/me/orginvites/acme/accept")) == (404, "NotFound")


def test_access_that_exists_is_changed(api, cast):
    body = {"Roles": ["OrderReader"], "ImpersonateSeller": True}
    assert api("adam", "PUT", f"{USERS}/victor", body) == (204, None)
    changed = access_of(cast.victor, cast.pair.production)
    assert (changed.roles, changed.permissions) == (("OrderReader",), {"impersonate_seller"})
    _, detail = api("victor", "GET", "/organizations/acme/contributors/victor")
    assert (detail["InheritedRoles"], detail["ImpersonateSeller"]) == (["OrderReader"], True)


def test_an_invitation_that_waits_is_changed_too(api, cast):
    assert api("adam", "PUT", f"{USERS}/ida", {"Roles": ["OrderReader"]}) == (204, None)
    assert access_of(cast.ida, cast.pair.production).roles == ("OrderReader",)
    assert api("ida", "GET", "/organizations/acme")[0] == 404


def test_an_expired_invitation_is_replaced(api, cast):
    AccessGrant.objects.filter(user=cast.ida).update(expires_at=clock.now())
    assert error_of(api("ida", "POST", "/me/orginvites/acme/accept")) == (400, "Invitation.Expired")
    assert api("adam", "PUT", f"{USERS}/ida", {"Roles": ["OrderReader"]}) == (204, None)
    assert api("ida", "POST", "/me/orginvites/acme/accept") == (204, None)
    assert access_of(cast.ida, cast.pair.production).roles == ("OrderReader",)


def test_permissions_to_impersonate_may_stand_among_the_roles(api, cast):
    body = {"Roles": ["impersonatebuyer", "OrderReader", "ImpersonateSupplier"]}
    assert api("adam", "PUT", f"{USERS}/victor", body) == (204, None)
    changed = access_of(cast.victor, cast.pair.production)
    assert changed.roles == ("OrderReader",)
    assert changed.permissions == {"impersonate_buyer", "impersonate_supplier"}


def test_members_that_are_missing_leave_what_there_is(api, cast):
    api(
        "adam",
        "PUT",
        f"{USERS}/victor",
        {"Roles": ["OrderReader"], "ImpersonateBuyer": True, "IsAdmin": True},
    )
    assert api("adam", "PUT", f"{USERS}/victor", {"IsAdmin": False, "Roles": None}) == (204, None)
    changed = access_of(cast.victor, cast.pair.production)
    assert (changed.roles, changed.permissions) == (("OrderReader",), {"impersonate_buyer"})
    assert api("adam", "PUT", f"{USERS}/victor", {"ImpersonateBuyer": False, "Roles": []}) == (204, None)
    assert access_of(cast.victor, cast.pair.production) == AccessSettings()


IS_OWNER, NOT_FOUND = (400, "Access.IsOwner"), (404, "NotFound")
INVALID, MALFORMED = (400, "ValidationFailure"), (400, "Request.InvalidRequestBody")
REFUSALS = [
    ("olive", {}, IS_OWNER, "Olive owns acme, which gives everything."),
    ("nobody", {}, NOT_FOUND, "User nobody not found."),
    ("stan@example.com", {}, NOT_FOUND, "User stan@example.com not found."),
    ("victor", {"Roles": ["OrderAdmn"]}, INVALID, "OrderAdmn is not a role. Did you mean OrderAdmin?"),
    ("stan", {"Roles": ["OrderAdmn"]}, INVALID, "OrderAdmn is not a role. Did you mean OrderAdmin?"),
    ("stan", {"Roles": ["x" * 100_000]}, INVALID, "… is not a role."),
    ("stan", {"Roles": [f"Role{number}" for number in range(201)]}, INVALID, "at most 200 roles"),
    ("stan", {"Roles": "OrderAdmin"}, MALFORMED, "expected form"),
    ("stan", {"Roles": [7]}, MALFORMED, "expected form"),
    ("stan", {"IsAdmin": "yes"}, MALFORMED, "expected form"),
    ("stan", {"ImpersonateBuyer": 1}, MALFORMED, "expected form"),
    ("stan", [], MALFORMED, "expected form"),
    ("stan", "Roles", MALFORMED, "expected form"),
    ("stan", None, MALFORMED, ""),
]


def test_what_cannot_be_granted_is_refused_in_the_envelope(api):
    before = list(AccessGrant.objects.values())
    for path, body, expected, sentence in REFUSALS:
        response = api("adam", "PUT", f"{USERS}/{path}", body)
        assert error_of(response) == expected
        assert sentence in message_of(response)
    assert list(AccessGrant.objects.values()) == before


def test_a_body_that_cannot_be_read_is_refused_in_the_envelope(api):
    deep = b'{"Roles": ' + b"[" * 50_000 + b"]" * 50_000 + b"}"
    for raw in (b"{", b"\xff", b'{"Roles": ["a\\u0000"]}', b'{"Roles": ["\\ud800"]}', deep):
        assert error_of(api("adam", "PUT", f"{USERS}/stan", raw=raw)) == MALFORMED
    too_much = b'{"Roles": ["' + b"x" * 10_000_000 + b'"]}'
    assert error_of(api("adam", "PUT", f"{USERS}/stan", raw=too_much)) == (413, "Request.BodyTooLarge")


def test_the_owner_may_let_admins_grant_only_what_they_hold(api, cast):
    AccessPolicy.objects.create(organization=cast.pair.production, admins_grant_own_access_only=True)
    response = api("adam", "PUT", f"{USERS}/stan", {"Roles": ["OrderAdmin", "ProductAdmin"]})
    assert error_of(response) == (403, "Access.NotGrantable")
    assert response[1]["Errors"][0]["Data"] == {"Rights": ["OrderAdmin"]}
    assert "You don't hold: OrderAdmin" in message_of(response)
    assert error_of(api("adam", "PUT", f"{USERS}/victor", {"ImpersonateBuyer": True}))[0] == 403
    assert api("olive", "PUT", f"{USERS}/stan", {"Roles": ["OrderAdmin"]}) == (204, None)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_only_admins_change_access_of_others(api, method):
    body = {} if method == "PUT" else None
    assert error_of(api("victor", method, f"{USERS}/adam", body)) == (403, "Auth.InsufficientRoles")
    for who in ("ida", "stan", "oscar"):
        assert error_of(api(who, method, f"{USERS}/adam", body)) == (404, "NotFound")


def test_an_admin_removes_access_and_revokes_invitations(api, cast):
    assert api("adam", "DELETE", f"{USERS}/Victor") == (204, None)
    assert api("victor", "GET", "/organizations/acme")[0] == 404
    assert api("adam", "DELETE", f"{USERS}/ida") == (204, None)
    assert error_of(api("ida", "POST", "/me/orginvites/acme/accept")) == (404, "NotFound")
    for username in ("victor", "nobody", "olive", "tess"):
        assert error_of(api("adam", "DELETE", f"{USERS}/{username}")) == (404, "NotFound")


def test_users_leave_or_decline_by_themselves(api, cast):
    assert api("victor", "DELETE", f"{USERS}/victor") == (204, None)
    assert api("victor", "GET", "/organizations/acme")[0] == 404
    assert api("ida", "DELETE", f"{USERS}/ida") == (204, None)
    assert not AccessGrant.objects.filter(user=cast.ida, organization="acme").exists()
    assert error_of(api("stan", "DELETE", f"{USERS}/stan")) == (404, "NotFound")
    assert error_of(api("tess", "DELETE", f"{USERS}/tess")) == (404, "NotFound")  # through a team only
    assert error_of(api("olive", "DELETE", f"{USERS}/olive")) == (400, "Access.IsOwner")


def test_a_lost_right_holds_on_the_next_request(api):
    assert api("adam", "PUT", f"{USERS}/adam", {"IsAdmin": False}) == (204, None)
    assert error_of(api("adam", "PUT", f"{USERS}/adam", {"IsAdmin": True})) == (403, "Auth.InsufficientRoles")
