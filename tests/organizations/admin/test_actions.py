"""What operators do with an organization in the admin: restore, delete, purge and transfer, with a reason."""

import re

import pytest
from django.contrib.auth.models import Permission

from accounts.audit.events import Event
from accounts.models import AuditEntry
from environments.ordercloud.errors import Unreachable
from organizations import deletion
from organizations.connections import provisioning
from organizations.models import Connection, Organization
from tests.cast import create_operator
from tests.login import signed_in

BASE = "/admin/organizations/organization"
REASON = {"reason": "Ticket 12"}


@pytest.fixture
def oscar(client, cast):
    return signed_in(client, cast.oscar)


def text(response) -> str:
    return response.content.decode().replace("&#x27;", "'")


def latest(event: Event) -> AuditEntry:
    return AuditEntry.objects.filter(event=event).latest("pk")


def test_the_buttons_say_what_can_be_done_now(oscar, cast):
    page = text(oscar.get(f"{BASE}/acme/change/"))
    assert [f"{BASE}/acme/{act}/" in page for act in ("transfer", "delete", "undelete", "purge")] == [
        True,
        True,
        False,
        False,
    ]
    deletion.delete(cast.pair.production, by=cast.olive, with_staging=True)
    page = text(oscar.get(f"{BASE}/acme/change/"))
    assert [f"{BASE}/acme/{act}/" in page for act in ("transfer", "delete", "undelete", "purge")] == [
        False,
        False,
        True,
        True,
    ]
    assert oscar.get(f"{BASE}/acme/delete/").status_code == 404


def test_an_operator_deletes_with_a_reason(oscar, cast):
    page = text(oscar.get(f"{BASE}/acme/delete/"))
    assert "Also delete acme_Staging" in page
    assert re.search(r'<input type="checkbox" name="with_staging"[^>]* checked>', page)
    assert 'class="default danger" value="Delete organization"' in page
    response = oscar.post(f"{BASE}/acme/delete/", REASON)
    assert response.status_code == 422
    assert "acme can't be deleted while acme_Staging exists" in text(response)
    response = oscar.post(f"{BASE}/acme/delete/", REASON | {"with_staging": "on"}, follow=True)
    assert "Deleted acme and acme_Staging." in text(response)
    assert latest(Event.ORGANIZATION_DELETED).details["reason"] == "Ticket 12"
    assert set(Organization.objects.active().values_list("pk", flat=True)) == {"acme_Sandbox"}


@pytest.mark.parametrize("act", ["delete", "transfer"])
def test_a_reason_is_required(oscar, act):
    response = oscar.post(f"{BASE}/acme_5FSandbox/{act}/", {"reason": " ", "new_owner": "adam"})
    assert response.status_code == 422
    assert 'aria-invalid="true"' in text(response)
    assert "Enter a reason." in text(response)
    assert Organization.objects.active().filter(owner__username="olive").count() == 3


def test_an_operator_purges_before_the_seven_days_end(oscar, cast):
    Connection.objects.update(type=Connection.Type.API_CLIENT)
    deletion.delete(cast.sandbox, by=cast.olive)
    assert "removes the organization here only now" in text(oscar.get(f"{BASE}/acme_5FSandbox/purge/"))
    response = oscar.post(f"{BASE}/acme_5FSandbox/purge/", REASON, follow=True)
    assert "Purged acme_Sandbox." in text(response)
    entry = latest(Event.ORGANIZATION_PURGED)
    assert (entry.actor, entry.organization, entry.details["reason"]) == (
        cast.oscar,
        "acme_Sandbox",
        "Ticket 12",
    )


def test_a_purge_that_fails_says_why_and_since_when(oscar, cast, monkeypatch):
    def unreachable(organization):
        raise Unreachable("The emulator couldn't complete this (ConnectionError).")

    monkeypatch.setattr(provisioning, "purge", unreachable)
    deletion.delete(cast.sandbox, by=cast.olive)
    response = oscar.post(f"{BASE}/acme_5FSandbox/purge/", REASON)
    assert response.status_code == 422
    assert "acme_Sandbox is not purged yet. Not removed on OrderCloud." in text(response)
    assert "The emulator couldn't complete this" in text(oscar.get(f"{BASE}/acme_5FSandbox/change/"))
    failed = text(oscar.get(f"{BASE}/", {"purge_failed_since__isempty": "0"}))
    assert "acme_5FSandbox" in failed
    assert f"{BASE}/acme/" not in failed


def test_an_operator_transfers_with_a_reason(oscar, cast):
    response = oscar.post(
        f"{BASE}/acme/transfer/", REASON | {"new_owner": "ADAM", "stays": "on"}, follow=True
    )
    assert "Transferred acme and acme_Staging to adam." in text(response)
    assert latest(Event.ORGANIZATION_TRANSFERRED).details["reason"] == "Ticket 12"


@pytest.mark.parametrize(
    ("username", "sentence"),
    [
        ("stan", "Stan doesn't contribute to acme or acme_Staging."),
        ("nobody", "No user has the username nobody."),
        ("", "Enter a username."),
    ],
)
def test_a_transfer_that_is_not_possible_is_explained(oscar, username, sentence):
    response = oscar.post(f"{BASE}/acme/transfer/", REASON | {"new_owner": username})
    assert response.status_code == 422
    assert sentence in text(response)


def test_an_operator_who_may_only_view_has_no_buttons_and_cannot_act(client, cast):
    viewer = create_operator("vera")
    viewer.is_superuser = False
    viewer.save()
    viewer.user_permissions.add(Permission.objects.get(codename="view_organization"))
    signed_in(client, viewer)
    page = text(client.get(f"{BASE}/acme/change/"))
    assert "acme" in page
    assert f"{BASE}/acme/delete/" not in page
    for act in ("delete", "transfer"):
        assert client.post(f"{BASE}/acme/{act}/", REASON | {"new_owner": "adam"}).status_code == 403
    assert Organization.objects.active().filter(owner__username="olive").count() == 3


@pytest.mark.parametrize("act", ["delete", "transfer"])
def test_only_operators_act(client, cast, act):
    signed_in(client, cast.olive)
    assert client.post(f"{BASE}/acme_5FSandbox/{act}/", REASON).status_code in {302, 403, 404}
    assert Organization.objects.active().filter(owner__username="olive").count() == 3
