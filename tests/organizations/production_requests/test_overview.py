"""What concerns a user now, and what leaves with the account."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.profile import data_export
from accounts.profile.account_deletion import delete_account
from organizations.models import ProductionRequest
from organizations.production_requests import completion, decision, notes, overview, submission


def test_open_requests_and_decisions_of_a_week_are_in_progress(pending, operator, details, clock):
    olive = pending.requester
    declined = submission.submit(details(organization_id="no"), by=olive)
    decision.decline(declined, by=operator, note="No.")
    withdrawn = submission.submit(details(organization_id="never-mind"), by=olive)
    submission.withdraw(withdrawn, by=olive)
    assert overview.in_progress_for(olive) == [declined, pending]
    clock.move(timedelta(days=8))
    assert overview.in_progress_for(olive) == [pending]
    assert overview.in_progress_for(operator.user) == []


def test_the_data_export_lists_requests_with_their_notes(pending, operator):
    notes.add(pending, "Who is on call?", by=operator)
    (exported,) = data_export.collect(pending.requester)["production_requests"]
    assert (exported["organization_id"], exported["status"]) == ("shop", "pending")
    assert [note["text"] for note in exported["notes"]] == ["Who is on call?"]


def test_deleting_an_account_deletes_its_requests_and_frees_their_ids(pending, details, oscar):
    delete_account(pending.requester)
    assert not ProductionRequest.objects.exists()
    assert submission.submit(details(), by=oscar).pk


def test_deleting_an_account_removes_what_a_failed_creation_left(
    pending, operator, emulator, settings, django_capture_on_commit_callbacks, monkeypatch
):
    discarded = []
    monkeypatch.setattr(completion, "discard", discarded.append)
    settings.EMULATOR_URL = "http://127.0.0.1:9"
    decision.approve(pending, by=operator)
    with django_capture_on_commit_callbacks(execute=True):
        delete_account(pending.requester)
    assert discarded == ["shop"]


def test_a_decision_on_a_request_that_was_deleted_is_refused_with_a_sentence(pending, operator):
    ProductionRequest.objects.all().delete()
    with pytest.raises(ValidationError, match="deleted with the requester's account"):
        decision.approve(pending, by=operator)
