"""One change of the access of many people."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from contributors.access_settings import AccessSettings
from contributors.effective_access import effective_access
from contributors.grants import bulk
from contributors.grants.bulk import change_all, preview
from contributors.grants.changing import change
from contributors.grants.policy import limit_admins
from contributors.grants.removing import remove
from contributors.models import AccessGrant, AccessPolicy, CustomRole, TeamMember
from lib import clock
from tests.cast import create_access, create_user
from tests.login import signed_in

ORDERS = AccessSettings.create(["OrderReader"], ["impersonate_buyer"])
URL = "/organizations/acme_Sandbox/contributors/roles/"


def roles_of(cast, user) -> tuple[str, ...]:
    return effective_access(user, cast.sandbox).roles


def test_roles_and_permissions_are_added_to_everyone_also_beside_a_team(cast):
    outcome = change_all(cast.sandbox, [cast.victor, cast.tess], ORDERS, removes=False, by=cast.adam)
    assert [user.username for user in outcome.changed] == ["tess", "victor"]
    assert "OrderReader" in roles_of(cast, cast.victor)
    assert "OrderReader" in roles_of(cast, cast.tess)
    assert AccessGrant.objects.get(organization=cast.sandbox, user=cast.victor).impersonate_buyer


def test_roles_are_removed_and_what_a_team_gives_stays(cast):
    chosen = AccessSettings.create(["ProductAdmin", "ProductReader"])
    outcome = change_all(cast.sandbox, [cast.victor, cast.tess], chosen, removes=True, by=cast.adam)
    assert outcome.changed == [cast.victor]
    assert outcome.failures == [(cast.tess, "Has no direct access. Change the access of the team instead.")]
    assert "ProductReader" not in roles_of(cast, cast.victor)
    assert "ProductAdmin" in roles_of(cast, cast.tess)


def test_one_who_cannot_be_changed_stops_no_other(cast):
    outcome = change_all(
        cast.sandbox, [cast.olive, cast.stan, cast.victor], ORDERS, removes=False, by=cast.adam
    )
    assert outcome.changed == [cast.victor]
    assert {user for user, _reason in outcome.failures} == {cast.olive, cast.stan}
    again = change_all(cast.sandbox, [cast.victor], ORDERS, removes=False, by=cast.adam)
    assert again.unchanged == [cast.victor]


def test_a_limited_admin_adds_to_no_one_what_they_lack(cast):
    limit_admins(cast.sandbox, True, by=cast.olive)
    outcome = change_all(cast.sandbox, [cast.victor], ORDERS, removes=False, by=cast.adam)
    assert "grant only what they hold" in outcome.failures[0][1]
    assert "OrderReader" not in roles_of(cast, cast.victor)


@pytest.fixture
def meanwhile(monkeypatch):
    """Have a callable run after a batch was computed and before it is saved."""

    def run(call):
        computed = bulk.preview

        def computed_then_changed(*args, **options):
            rows = computed(*args, **options)
            call()
            return rows

        monkeypatch.setattr(bulk, "preview", computed_then_changed)

    return run


@pytest.mark.parametrize("removes", [True, False])
def test_a_right_that_is_taken_away_meanwhile_does_not_come_back(cast, meanwhile, removes):
    grant = AccessGrant.objects.get(organization=cast.sandbox, user=cast.adam)
    meanwhile(lambda: change(grant, AccessSettings(), by=cast.olive))
    chosen = AccessSettings.create(["ProductAdmin" if removes else "OrderReader"])
    change_all(cast.sandbox, [cast.adam], chosen, removes=removes, by=cast.olive)
    grant.refresh_from_db()
    assert AccessSettings.of(grant) == (AccessSettings() if removes else chosen)


@pytest.mark.parametrize("removes", [True, False])
def test_direct_access_that_is_removed_meanwhile_does_not_come_back_beside_a_team(cast, meanwhile, removes):
    grant = create_access(cast.sandbox, ["OrderAdmin", "ProductReader"], user=cast.tess, is_admin=True)
    meanwhile(lambda: remove(grant, by=cast.olive))
    chosen = AccessSettings.create(["ProductReader" if removes else "OrderReader"])
    change_all(cast.sandbox, [cast.tess], chosen, removes=removes, by=cast.olive)
    access = effective_access(cast.tess, cast.sandbox)
    assert not access.is_admin
    assert "OrderAdmin" not in access.roles


def test_an_account_that_is_deleted_meanwhile_stops_no_other(cast, monkeypatch):
    def after_deletion(grant, *args, **options):
        User.objects.filter(pk=grant.user_id).exclude(pk=cast.adam.pk).delete()
        change(grant, *args, **options)

    monkeypatch.setattr(bulk, "change", after_deletion)
    chosen = AccessSettings.create(["OrderReader"])
    outcome = change_all(cast.sandbox, [cast.victor, cast.adam], chosen, removes=False, by=cast.olive)
    assert outcome.failures == [(cast.victor, "The access of Victor was removed meanwhile.")]
    assert outcome.changed == [cast.adam]


def test_too_many_people_and_someone_without_the_permission_change_nothing(cast):
    with pytest.raises(ValidationError, match="at most 500"):
        change_all(cast.sandbox, [cast.victor] * 501, ORDERS, removes=False, by=cast.adam)
    with pytest.raises(PermissionDenied):
        change_all(cast.sandbox, [cast.victor], ORDERS, removes=False, by=cast.victor)


def test_the_preview_says_what_would_change_for_each(cast):
    rows = preview(cast.sandbox, [cast.victor, cast.olive], ORDERS, removes=False)
    assert rows[1].changes.added_roles == ["OrderReader"]
    assert rows[0].problem == "Owns the organization, and has every right."


def test_the_preview_of_many_members_of_teams_takes_two_queries(cast, django_assert_max_num_queries):
    users = [create_user(f"member{number}") for number in range(10)]
    for user in users:
        TeamMember.objects.create(team=cast.team, user=user, accepted_at=clock.now())
    with django_assert_max_num_queries(2):
        rows = preview(cast.sandbox, users, ORDERS, removes=False)
    assert not any(row.problem for row in rows)


def test_the_page_previews_without_saving_and_then_saves(cast, client):
    signed_in(client, cast.adam)
    body = {"user": [cast.victor.pk, cast.tess.pk], "operation": "add", "role": ["OrderReader"]}
    page = client.post(URL, {**body, "preview": "1"}).content.decode()
    assert "added OrderReader" in page
    assert "OrderReader" not in roles_of(cast, cast.victor)
    assert client.post(URL, {**body, "save": "1"}).status_code == 302
    assert "OrderReader" in roles_of(cast, cast.victor)


def test_what_no_one_lacks_or_has_changes_nothing(cast, client):
    signed_in(client, cast.adam)
    body = {"user": [cast.victor.pk], "custom_roles": "packing", "operation": "remove", "save": "1"}
    assert "Nothing to change: no one has" in client.post(URL, body, follow=True).content.decode()
    assert not CustomRole.objects.exists()
    body = {"user": [cast.victor.pk], "role": ["ProductReader"], "operation": "add", "save": "1"}
    assert "Nothing to change: everyone has" in client.post(URL, body, follow=True).content.decode()


def test_a_limited_admin_registers_no_custom_role(cast, client):
    AccessPolicy.objects.create(organization=cast.sandbox, admins_grant_own_access_only=True)
    signed_in(client, cast.adam)
    body = {"user": [cast.victor.pk], "custom_roles": "packing", "operation": "add", "save": "1"}
    response = client.post(URL, body)
    assert (response.status_code, CustomRole.objects.count()) == (422, 0)
    assert "You don&#x27;t hold: packing." in response.content.decode()


def test_strangers_in_the_request_are_not_shown_and_no_one_selected_leads_back(cast, client):
    signed_in(client, cast.adam)
    response = client.post(URL, {"user": [cast.stan.pk, cast.victor.pk], "preview": "1"})
    assert response.context["users"] == [cast.victor]
    assert client.post(URL, {}).status_code == 302
