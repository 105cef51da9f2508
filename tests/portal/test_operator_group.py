"""Operators who are no superusers: what the user admin's appointment lets them do."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib import admin
from django.contrib.auth.models import Group, Permission

from accounts.account_status import OPERATOR_GROUP, update_account_status
from accounts.models import User
from portal.operator_group import fill
from tests.cast import create_user
from tests.login import signed_in


def appoint(user, by, *, operator=True):
    user.is_staff = operator
    update_account_status(user, ["is_staff"], by=by)


def signed_in_with_totp(client, user):
    """Sign in with two-factor authentication, without which no operator opens the admin."""
    TOTP.activate(user, generate_totp_secret())
    return signed_in(client, User.objects.get(pk=user.pk))


def test_an_appointed_operator_opens_every_page_that_a_superuser_opens(client, cast):
    appoint(cast.victor, cast.oscar)
    browser = signed_in_with_totp(client, cast.victor)
    index = browser.get("/admin/").content.decode()
    for model in admin.site._registry:
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        assert f'href="{address}"' in index, address
        assert browser.get(address).status_code == 200, address


def test_an_appointed_operator_acts(client, cast):
    appoint(cast.victor, cast.oscar)
    browser = signed_in_with_totp(client, cast.victor)
    assert browser.get("/admin/organizations/organization/acme/transfer/").status_code == 200
    saved = browser.post(f"/admin/accounts/user/{cast.stan.pk}/change/", {"_save": ""})
    assert saved.status_code == 302
    assert not User.objects.get(pk=cast.stan.pk).is_active


def test_a_dismissed_operator_opens_nothing(client, cast):
    appoint(cast.victor, cast.oscar)
    appoint(cast.victor, cast.oscar, operator=False)
    assert not cast.victor.groups.exists()
    browser = signed_in_with_totp(client, cast.victor)
    assert browser.get("/admin/contributors/accessgrant/").status_code in {302, 403, 404}


def test_the_group_gives_nothing_in_organizations(cast):
    appoint(cast.stan, cast.oscar)
    operator = User.objects.get(pk=cast.stan.pk)
    for permission in ("organizations.view", "organizations.manage", "organizations.call_api"):
        assert not operator.has_perm(permission, cast.sandbox)
        assert not operator.has_perm(permission)


def test_an_upgrade_gives_earlier_operators_the_group_but_none_whose_permissions_were_chosen(db):
    Group.objects.filter(name=OPERATOR_GROUP).delete()
    earlier, chosen = create_user("vera", is_staff=True), create_user("walt", is_staff=True)
    chosen.user_permissions.add(Permission.objects.get(codename="view_organization"))
    create_user("xena")
    for model in admin.site._registry:
        fill(model._meta.app_config)
    group = Group.objects.get(name=OPERATOR_GROUP)
    assert [user.username for user in group.user_set.all()] == ["vera"]
    assert earlier.has_perm("contributors.view_accessgrant")
    before = group.permissions.count()
    for model in admin.site._registry:
        fill(model._meta.app_config)
    assert group.permissions.count() == before


@pytest.mark.parametrize("codename", ["view_group", "view_permission", "view_session", "view_authenticator"])
def test_what_the_admin_does_not_show_is_not_in_the_group(db, codename):
    group = Group.objects.get(name=OPERATOR_GROUP)
    assert not group.permissions.filter(codename=codename).exists()
