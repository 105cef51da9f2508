"""Writes are unlocked for one organization, in one session, for an hour."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import AuditEntry
from accounts.operators import Operator
from console.guard.settings import change_settings
from tests.cast import PASSWORD
from tests.console.guard.conftest import PRODUCTION, text_of, unlock
from tests.login import signed_in

UNLOCK, LOCK = "/organizations/acme/writes/unlock/", "/organizations/acme/writes/lock/"
FIELDS = {"path.productID": "TQW-1", "do": "send"}


def is_locked(client, organization="acme") -> bool:
    page = client.get(f"/organizations/{organization}/console/")
    return "writes are locked" in text_of(page)


def test_production_opens_locked_and_is_unlocked_for_an_hour(ordercloud, as_olive, clock):
    assert is_locked(as_olive)
    unlock(as_olive)
    assert "Writes unlocked until" in text_of(as_olive.get(PRODUCTION))
    clock.move(timedelta(minutes=59))
    assert not is_locked(as_olive)
    clock.move(timedelta(minutes=1))
    assert is_locked(as_olive)
    assert as_olive.post(f"{PRODUCTION}Products.Delete", FIELDS).status_code == 403


def test_unlocking_asks_who_it_is_when_that_was_long_ago(ordercloud, as_olive):
    session = as_olive.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    response = as_olive.post(UNLOCK, {"next": f"{PRODUCTION}Products.List"})
    assert "reauthenticate" in response.url
    assert is_locked(as_olive)
    again = as_olive.post(response.url, {"by": "password", "password": PASSWORD, "next": UNLOCK}, follow=True)
    assert again.redirect_chain[-1][0] == f"{PRODUCTION}Products.List"
    assert not is_locked(as_olive)


def test_unlocking_and_locking_are_audited(ordercloud, as_olive, cast):
    unlock(as_olive)
    as_olive.post(LOCK)
    as_olive.post(LOCK)
    events = list(
        AuditEntry.objects.filter(organization="acme").order_by("pk").values_list("event", flat=True)
    )
    assert events == ["console_writes.unlocked", "console_writes.locked"]
    assert AuditEntry.objects.get(event="console_writes.unlocked").details["confirmed_by"] == "password"


def test_it_holds_for_one_organization_and_one_session(ordercloud, as_olive, cast):
    unlock(as_olive)
    assert is_locked(signed_in(Client(), cast.olive))
    change_settings(
        cast.pair.staging, requires_review=True, deletes_need_approval=False, by=Operator(reason="Try it")
    )
    assert is_locked(as_olive, "acme_Staging")


def test_signing_out_ends_it(ordercloud, as_olive, cast):
    unlock(as_olive)
    as_olive.post("/accounts/logout/")
    assert is_locked(signed_in(as_olive, cast.olive))


def test_a_new_password_ends_it_in_the_session_that_stays(ordercloud, as_olive, cast):
    unlock(as_olive)
    new = "turquoise lantern 83 meadow"
    as_olive.post("/profile/password/", {"current": PASSWORD, "new": new})
    cast.olive.refresh_from_db()
    assert cast.olive.check_password(new)
    assert as_olive.get(PRODUCTION).status_code == 200
    assert is_locked(as_olive)


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_unlocking_never_leads_to_another_site(ordercloud, as_olive, next_page):
    assert as_olive.post(UNLOCK, {"next": next_page}).url == PRODUCTION


def test_the_band_is_fetched_alone_when_the_hour_has_ended(ordercloud, as_olive):
    band = as_olive.get("/organizations/acme/writes/", {"next": PRODUCTION}, headers={"HX-Request": "true"})
    assert text_of(band).startswith('<div class="banner banner-guard"')
    assert f'name="next" value="{PRODUCTION}"' in text_of(band)
    assert as_olive.get("/organizations/acme/writes/").url == PRODUCTION
