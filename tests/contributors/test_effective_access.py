"""Effective access is the union of all access grants of a user, and nothing else."""

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contributors.effective_access import clear_access_cache, effective_access
from contributors.models import TeamMember
from lib import clock, request_context
from organizations.access import get_organization_or_404
from organizations.permissions import Can
from tests.cast import EDITORS, READERS, create_access, create_team, create_user
from tests.login import signed_in

EVERYTHING = set(Can)
IMPERSONATION = {Can.IMPERSONATE_SELLER, Can.IMPERSONATE_SUPPLIER, Can.IMPERSONATE_BUYER}
VIEWER_PERMISSIONS = {Can.VIEW, Can.CALL_API}
ADMIN_PERMISSIONS = VIEWER_PERMISSIONS | {
    *(Can.RENAME, Can.MANAGE, Can.CONNECT, Can.VIEW_AUDIT_LOG, Can.RESTORE)
}


def granted(user, organization) -> set[Can]:
    return {permission for permission in Can if user.has_perm(permission, organization)}


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("olive", EVERYTHING),
        ("adam", ADMIN_PERMISSIONS),
        ("tess", VIEWER_PERMISSIONS),
        ("victor", VIEWER_PERMISSIONS),
        ("ida", set()),
        ("stan", set()),
        ("oscar", set()),
    ],
)
def test_each_demo_user_has_the_permissions_of_their_role(cast, who, may):
    assert granted(cast.users[who], cast.sandbox) == may


def test_the_owner_has_full_access_and_every_impersonation(cast):
    found = effective_access(cast.olive, cast.sandbox)
    assert (found.roles, found.impersonation_kinds) == (("FullAccess",), {"seller", "supplier", "buyer"})


def test_roles_and_permissions_add_up_over_direct_access_and_teams(cast):
    crew = create_team(cast.olive, "Support", cast.victor)
    create_access(cast.sandbox, ["OrderAdmin"], team=crew, impersonate_buyer=True)
    found = effective_access(cast.victor, cast.sandbox)
    assert found.roles == tuple(sorted([*READERS, "OrderAdmin"]))
    assert found.impersonation_kinds == {"buyer"}
    assert not found.is_admin


def test_an_invitation_to_a_team_grants_nothing_before_it_is_accepted(cast):
    membership = TeamMember.objects.create(team=cast.team, user=cast.stan)
    assert not effective_access(cast.stan, cast.sandbox).has_access
    TeamMember.objects.filter(pk=membership.pk).update(accepted_at=clock.now())
    assert effective_access(cast.stan, cast.sandbox).roles == tuple(EDITORS)


def test_a_team_that_has_not_accepted_grants_its_members_nothing(cast):
    loner = create_user("loner")
    create_access(cast.sandbox, EDITORS, team=create_team(cast.olive, "Waiting", loner), accepted=False)
    assert granted(loner, cast.sandbox) == set()


def test_a_closed_account_has_no_permissions(cast):
    cast.olive.is_active = False
    assert granted(cast.olive, cast.sandbox) == set()


def test_no_one_has_permissions_on_a_deleted_organization(cast):
    cast.sandbox.deleted_at = clock.now()
    assert granted(cast.olive, cast.sandbox) == set()


def test_operators_have_permissions_in_the_admin_only(cast):
    assert cast.oscar.has_perm("accounts.view_user")
    assert not cast.oscar.has_perm(Can.VIEW, cast.sandbox)


def test_access_grants_are_read_once_in_a_request(cast):
    def queries(client) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/organizations/{cast.pair.staging.pk}/").status_code == 200
        reads = [q for q in captured if '."roles"' in q["sql"] and "contributors_teammember" in q["sql"]]
        reads = [q for q in reads if "COUNT(" not in q["sql"]]  # the list of contributors with their teams
        return len(reads), len(captured)

    client = signed_in(Client(), cast.victor)
    queries(client)  # the first request of a session notes that it is in use
    reads, total = queries(client)
    assert reads == 2  # once for each organization of the pair
    for number in range(3):
        crew = create_team(cast.olive, f"Crew {number}", cast.victor)
        create_access(cast.pair.staging, ["OrderAdmin"], team=crew)
    assert queries(client) == (2, total)


def test_a_change_within_a_request_is_visible_after_the_cache_is_cleared(cast, rf):
    request = rf.get("/")
    token = request_context._request.set(request)
    try:
        assert effective_access(cast.victor, cast.sandbox).roles == tuple(READERS)
        cast.sandbox.access_grants.filter(user=cast.victor).update(roles=["OrderAdmin"])
        assert effective_access(cast.victor, cast.sandbox).roles == tuple(READERS)
        clear_access_cache()
        assert effective_access(cast.victor, cast.sandbox).roles == ("OrderAdmin",)
    finally:
        request_context._request.reset(token)


def test_an_organization_and_the_users_access_are_read_in_one_query(cast, rf, django_assert_num_queries):
    crew = create_team(cast.olive, "Support", cast.tess)
    create_access(cast.sandbox, ["OrderAdmin"], team=crew)
    for user, roles in (
        (cast.olive, ("FullAccess",)),
        (cast.tess, tuple(sorted([*EDITORS, "OrderAdmin"]))),
        (cast.victor, tuple(READERS)),
    ):
        token = request_context._request.set(rf.get("/"))
        with django_assert_num_queries(1):
            found = get_organization_or_404(user, "ACME_sandbox", Can.CALL_API)
            assert (found, found.owner.username) == (cast.sandbox, "olive")
            assert effective_access(user, found).roles == roles
        request_context._request.reset(token)


@pytest.mark.parametrize("who", ["ida", "stan", "oscar"])
def test_an_organization_is_not_found_by_other_users(cast, who):
    with pytest.raises(Http404):
        get_organization_or_404(cast.users[who], cast.sandbox.pk)
