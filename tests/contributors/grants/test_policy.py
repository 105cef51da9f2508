"""What admins may grant."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.audit.events import Event
from accounts.models import AuditEntry, Notice
from contributors.access_settings import AccessSettings
from contributors.grants.changing import change
from contributors.grants.limits import NotGrantable
from contributors.grants.policy import admins_are_limited, limit_admins
from contributors.models import AccessGrant
from tests.login import signed_in

URL = "/organizations/acme_Sandbox/contributors/policy/"


def test_only_the_owner_decides_what_admins_may_grant(cast):
    with pytest.raises(PermissionDenied):
        limit_admins(cast.sandbox, True, by=cast.adam)
    limit_admins(cast.sandbox, True, by=cast.olive)
    assert admins_are_limited(cast.sandbox)


def test_a_limited_admin_neither_grants_nor_takes_for_themselves_what_they_lack(cast):
    limit_admins(cast.sandbox, True, by=cast.olive)
    for user in (cast.victor, cast.adam):
        grant = AccessGrant.objects.get(organization=cast.sandbox, user=user)
        with pytest.raises(NotGrantable, match="You don't hold: OrderAdmin"):
            change(grant, AccessSettings.create([*grant.roles, "OrderAdmin"], ["is_admin"]), by=cast.adam)


def test_the_change_is_audited_and_admins_are_told(cast):
    limit_admins(cast.sandbox, True, by=cast.olive)
    limit_admins(cast.sandbox, True, by=cast.olive)
    assert AuditEntry.objects.filter(event=Event.ACCESS_POLICY_CHANGED).count() == 1
    notice = Notice.objects.get()
    assert notice.user == cast.adam
    assert notice.sentence == "Olive lets admins grant only what they hold now."


def test_the_page_is_for_the_owner_and_settings_say_the_rule(cast, client):
    signed_in(client, cast.adam)
    assert client.get(URL).status_code == 403
    signed_in(client, cast.olive)
    assert client.post(URL, {"limited": "1"}).status_code == 302
    page = client.get("/organizations/acme_Sandbox/settings/").content.decode()
    assert "Only what they hold" in page
