"""A write is undone completely, once, and by those who may act as its user."""

from datetime import timedelta

from django.test import Client

from accounts.audit.events import Event
from accounts.models import AuditEntry
from console.context.context import Context
from console.models import UndoRecord
from console.undo import kept_records
from environments.grants import UserContext
from tests.console.undo.conftest import SANDBOX, patch, read, text_of, undo, url
from tests.login import signed_in


def test_a_patch_with_a_body_larger_than_the_history_keeps_is_undone_completely(olive, api, settings):
    settings.HISTORY_MAX_SIZE = 20
    kept = patch(olive, Name="Other", Description="A description that is longer than that")
    assert undo(olive, kept).status_code == 302
    assert (read(api)["Name"], read(api)["Description"]) == ("Torque wrench", None)


def test_a_write_is_undone_by_one_request_and_again_when_its_process_ended(olive, api, clock):
    kept = patch(olive, Name="Other")
    UndoRecord.objects.update(undo_started_at=kept.kept_at)
    assert "or is being undone" in text_of(olive.get(undo(olive, kept).url))
    assert read(api)["Name"] == "Other"
    clock.move(timedelta(minutes=6))
    assert undo(olive, kept).status_code == 302
    assert read(api)["Name"] == "Torque wrench"


def test_what_can_no_longer_be_undone_is_not_sent(olive, api):
    kept = patch(olive, Name="Other")
    api.call("DELETE", "/products/TQW-1")
    fields = {"reviewed": olive.get(url(kept)).context["review"].digest, "anyway": "1"}
    assert olive.post(url(kept), fields).status_code == 422
    assert AuditEntry.objects.filter(event=Event.CONSOLE_REQUEST_SENT).count() == 1


def test_a_write_as_a_user_is_hidden_from_those_who_may_not_act_as_such_users(olive, cast, monkeypatch):
    kept = patch(olive, Name="Other")
    context = Context(UserContext("buyer", "B1", "u1", "ana", "C1"), user_roles=("ProductAdmin",))
    UndoRecord.objects.update(context=context.to_dict())
    adam, records = signed_in(Client(), cast.adam), (SANDBOX + "records/", {"path": "/products/TQW-1"})
    monkeypatch.setattr(kept_records, "may_impersonate", lambda *_: True)
    assert url(kept) in text_of(adam.get(*records))
    monkeypatch.setattr(kept_records, "may_impersonate", lambda *_: False)
    assert url(kept) not in text_of(adam.get(*records))
    assert adam.get(url(kept)).status_code == 404
