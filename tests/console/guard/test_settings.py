"""Operators decide what writes require; the people of an organization see it."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import AuditEntry
from accounts.operators import Operator
from console.guard.settings import GuardSettings, change_settings, settings_of
from tests.console.guard.conftest import sent, text_of, unlock
from tests.login import signed_in

DELETE = "/organizations/acme_Sandbox/console/Products.Delete"
FIELDS = {"path.productID": "TQW-1", "do": "send"}
SETTINGS = "/organizations/{}/settings/"


def guard(organization, by=None) -> GuardSettings:
    by = by or Operator(reason="Audit finding 7")
    return change_settings(organization, requires_review=True, deletes_need_approval=True, by=by)


def test_production_is_always_reviewed_and_only_its_deletes_can_need_a_second_person(cast):
    assert settings_of(cast.pair.production) == GuardSettings(True, False)
    assert settings_of(cast.sandbox) == GuardSettings(False, False)
    assert guard(cast.pair.production) == GuardSettings(True, True)
    assert guard(cast.sandbox) == GuardSettings(True, False)


def test_a_guarded_sandbox_is_locked_and_reviewed_as_production_is(
    product, as_olive, cast, django_capture_on_commit_callbacks
):
    assert as_olive.post(DELETE, FIELDS).status_code == 200
    assert sent(product)[-1][0] == "DELETE"
    with django_capture_on_commit_callbacks(execute=True):
        guard(cast.sandbox)
    assert as_olive.post(DELETE, FIELDS).status_code == 403
    band = text_of(as_olive.get("/organizations/acme_Sandbox/console/"))
    assert 'data-environment="Sandbox"' in band
    assert "writes are locked" in band
    unlock(as_olive, "acme_Sandbox")
    assert "Delete TQW-1 in Sandbox" in text_of(as_olive.post(DELETE, FIELDS))
    assert [method for method, _ in sent(product)].count("DELETE") == 1


def test_a_change_is_audited_with_the_operator_and_the_reason(cast):
    guard(cast.pair.production, Operator(cast.oscar, "Audit finding 7"))
    entry = AuditEntry.objects.get(event="write_guard.updated")
    assert (entry.actor, entry.organization) == (cast.oscar, "acme")
    assert entry.details == {
        "operator": True,
        "reason": "Audit finding 7",
        "writes_reviewed": True,
        "deletes_approved": True,
    }


def test_an_operator_changes_it_in_the_admin_with_a_reason(cast):
    oscar = signed_in(Client(), cast.oscar)
    url = "/admin/organizations/organization/acme/write-guard/"
    assert oscar.post(url, {"deletes_need_approval": "on"}).status_code == 422
    oscar.post(url, {"deletes_need_approval": "on", "reason": "Two people"})
    assert settings_of(cast.pair.production).deletes_need_approval
    assert "requires_review" not in text_of(oscar.get(url))


def test_the_command_shows_and_changes_it(cast, capsys):
    call_command("set_write_guard", "acme_Sandbox", "--review", "on", "--reason", "Rehearsal")
    assert settings_of(cast.sandbox).requires_review
    call_command("set_write_guard", "acme", "--approve-deletes", "on")
    call_command("set_write_guard", "acme")
    assert capsys.readouterr().out.splitlines() == [
        "acme_Sandbox: writes are reviewed, deletes do not need a second person.",
        "acme: writes are reviewed, deletes need a second person.",
        "acme: writes are reviewed, deletes need a second person.",
    ]
    with pytest.raises(CommandError, match="always reviewed"):
        call_command("set_write_guard", "acme", "--review", "off")
    with pytest.raises(CommandError, match="Only deletes in Production"):
        call_command("set_write_guard", "acme_Sandbox", "--approve-deletes", "on")


def test_admins_see_it_in_the_settings_and_others_do_not(ordercloud, cast, as_olive):
    guard(cast.pair.production)
    assert "A second person approves deletes" in text_of(as_olive.get(SETTINGS.format("acme")))
    victor = signed_in(Client(), cast.victor)
    assert "Writes in the console" not in text_of(victor.get(SETTINGS.format("acme")))
