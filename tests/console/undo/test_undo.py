"""Undo of writes, on the emulator: the preview, what changed since, who may, and undo of the undo."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from accounts.audit.events import Event
from accounts.models import AuditEntry
from console.catalogue_cache import catalogue_of
from console.context.context import SELLER
from console.guard import unlocking
from console.guard.confirmation import WriteConfirmation
from console.guard.review import review
from console.models import UndoRecord
from console.request.request import Request
from console.send import send
from console.undo import keeping
from lib import clock
from organizations.connections.clients import client_for
from tests.cast import create_access
from tests.console.undo.conftest import PRODUCT, PRODUCTION, SANDBOX, patch, read, text_of, undo, url
from tests.login import signed_in


def test_a_patch_is_undone_from_its_response(olive, api):
    kept = patch(olive, Name="Other", ShipWeight=0, Description="D")
    page = olive.get(url(kept))
    assert "This changes" in text_of(page)
    assert undo(olive, kept).status_code == 302
    product = read(api)
    assert (product["Name"], product["ShipWeight"], product["Description"]) == ("Torque wrench", 1.92, None)


def test_the_response_offers_undo_until_a_day(olive):
    fields = {"path.productID": "TQW-1", "body.Name": "Other", "do": "send"}
    page = text_of(olive.post(SANDBOX + "Products.Patch", fields))
    kept = UndoRecord.objects.get()
    assert f'<a href="{url(kept)}">Undo</a>' in page
    assert "Kept until" in page


def test_an_undone_write_says_by_whom_and_offers_to_undo_the_undo(olive, api):
    kept = patch(olive, Name="Other")
    undo(olive, kept)
    kept.refresh_from_db()
    page = text_of(olive.get(url(kept)))
    assert "Olive undid this" in page
    assert "Undo the undo" in page
    undo(olive, kept.undone_by_write)
    assert read(api)["Name"] == "Other"
    assert olive.post(url(kept), {}).status_code == 200
    assert read(api)["Name"] == "Other"


def test_the_audit_row_names_the_undone_write(olive):
    kept = patch(olive, Name="Other")
    undo(olive, kept)
    made, undone = AuditEntry.objects.filter(event=Event.CONSOLE_REQUEST_SENT).order_by("pk")
    assert made.details["undo_id"] == kept.pk
    assert undone.details["undoes"].startswith("PATCH /products/TQW-1 of ")


def test_what_changed_since_is_shown_and_asked(olive, api):
    kept = patch(olive, Name="Other")
    api.call("PATCH", "/products/TQW-1", body=b'{"Name": "Of someone else"}')
    page = text_of(olive.get(url(kept)))
    assert "Changed since the write." in page
    assert "Other → Of someone else" in page
    assert undo(olive, kept).status_code == 422
    assert read(api)["Name"] == "Of someone else"
    assert undo(olive, kept, anyway="1").status_code == 302
    assert read(api)["Name"] == "Torque wrench"


def test_a_change_between_preview_and_undo_is_refused_and_shown(olive, api):
    kept = patch(olive, Name="Other")
    reviewed = olive.get(url(kept)).context["review"].digest
    api.call("PATCH", "/products/TQW-1", body=b'{"Description": "meanwhile"}')
    page = olive.post(url(kept), {"reviewed": reviewed, "anyway": "1"})
    assert page.status_code == 422
    assert "The record changed since you reviewed it." in text_of(page)
    kept.refresh_from_db()
    assert (read(api)["Name"], kept.undone_at) == ("Other", None)


def test_a_record_that_was_deleted_meanwhile_cannot_be_changed_back(olive, api):
    kept = patch(olive, Name="Other")
    api.call("DELETE", "/products/TQW-1")
    assert "The record was deleted meanwhile" in text_of(olive.get(url(kept)))
    assert olive.post(url(kept), {"reviewed": "", "anyway": "1"}).status_code in (200, 422)
    assert api.call("GET", "/products/TQW-1").status == 404


def test_a_delete_is_undone_with_what_it_cannot_bring_back_named(olive, api):
    olive.post(SANDBOX + "Products.Delete", {"path.productID": "TQW-1", "do": "send"})
    kept = UndoRecord.objects.get()
    page = text_of(olive.get(url(kept)))
    assert "What was deleted with it is not restored" in page
    assert "assignments" in page
    undo(olive, kept)
    product = read(api)
    assert (product["Name"], product["xp"]) == (PRODUCT["Name"], PRODUCT["xp"])


def test_a_put_that_created_the_record_is_undone_by_a_delete(olive, api):
    body = json.dumps({"Name": "New"})
    olive.post(SANDBOX + "Products.Save", {"path.productID": "NEW", "body~json": body, "do": "send"})
    undo(olive, UndoRecord.objects.get())
    assert api.call("GET", "/products/NEW").status == 404


def test_xp_keys_that_the_write_added_are_removed(olive, api):
    kept = patch(olive, xp={"New": 1})
    assert read(api)["xp"] == {**PRODUCT["xp"], "New": 1}
    undo(olive, kept)
    assert read(api)["xp"] == PRODUCT["xp"]


def test_those_whose_roles_allow_it_may_undo_and_others_find_nothing(olive, api, cast):
    kept = patch(olive, Name="Other")
    victor = signed_in(Client(), cast.victor)  # a reader
    assert victor.get(url(kept)).status_code == 404
    assert victor.post(url(kept), {}).status_code == 404
    assert signed_in(Client(), cast.stan).get(url(kept)).status_code == 404
    assert olive.get(f"/organizations/acme_Staging/console/undo/{kept.pk}/").status_code == 404
    tess = signed_in(Client(), cast.tess)  # edits products
    assert undo(tess, kept).status_code == 302
    kept.refresh_from_db()
    assert kept.undone_by == cast.tess
    assert read(api)["Name"] == "Torque wrench"


def test_the_person_who_made_it_and_lost_the_role_is_told_which_one_is_missing(api, cast):
    tess = signed_in(Client(), cast.tess)
    kept = patch(tess, Name="Other")
    cast.team.access_grants.filter(organization=cast.sandbox).update(roles=["BuyerReader"])
    page = text_of(tess.get(url(kept)))
    assert "You need ProductAdmin for this." in page
    assert "Torque wrench" not in page
    cast.team.access_grants.filter(organization=cast.sandbox).delete()
    assert tess.get(url(kept)).status_code == 404


def test_someone_without_a_role_that_reads_the_record_sees_nothing_of_it(olive, cast):
    kept = patch(olive, Name="Other")
    create_access(cast.sandbox, ["BuyerAdmin"], user=cast.stan)
    stan = signed_in(Client(), cast.stan)
    assert stan.get(url(kept)).status_code == 404
    assert "Kept until" not in text_of(stan.get(SANDBOX + "records/", {"path": "/products/TQW-1"}))


def test_the_history_of_a_record_lists_kept_writes_and_own_requests(olive, cast):
    kept = patch(olive, Name="Other")
    page = text_of(olive.get(SANDBOX + "records/", {"path": "/products/TQW-1"}))
    assert url(kept) in page
    assert "Products.Patch" in page
    tess = text_of(signed_in(Client(), cast.tess).get(SANDBOX + "records/", {"path": "/products/TQW-1"}))
    assert url(kept) in tess
    assert "Products.Patch" not in tess


def test_a_record_that_is_too_large_is_not_kept_and_says_so(olive, settings):
    settings.UNDO_MAX_SIZE = 100
    fields = {"path.productID": "TQW-1", "body.Name": "Other", "do": "send"}
    page = text_of(olive.post(SANDBOX + "Products.Patch", fields))
    assert "The record is too large to be kept" in page
    assert not UndoRecord.objects.exists()


def test_a_refused_write_leaves_nothing_to_undo(olive):
    fields = {"path.productID": "TQW-1", "body~json": '{"DefaultPriceScheduleID": "none"}', "do": "send"}
    assert "404" in text_of(olive.post(SANDBOX + "Products.Patch", fields))
    assert not UndoRecord.objects.exists()


def test_kept_records_end_after_the_days_that_operators_set(olive, settings):
    settings.UNDO_DAYS = 2
    kept = patch(olive, Name="Other")
    assert kept.expires_at - kept.kept_at == timedelta(days=2)
    UndoRecord.objects.update(expires_at=clock.now() - timedelta(minutes=1))
    assert olive.get(url(kept)).status_code == 404
    assert keeping.purge_expired() == 1
    settings.UNDO_DAYS = 0
    fields = {"path.productID": "TQW-1", "body.Name": "A", "do": "send"}
    olive.post(SANDBOX + "Products.Patch", fields)
    assert not UndoRecord.objects.exists()


def test_the_kept_record_is_encrypted_at_rest(olive, django_db_blocker):
    kept = patch(olive, Name="Other")
    stored = UndoRecord.objects.filter(pk=kept.pk).extra(select={"raw": "before"}).values_list("raw")
    assert b"Torque wrench" in kept.before
    assert b"Torque" not in bytes(stored[0][0])


def test_the_audit_log_links_to_undo_for_those_who_may(olive, cast):
    kept = patch(olive, Name="Other")
    log = "/organizations/acme_Sandbox/audit-log/"
    assert f'href="{url(kept)}"' in text_of(olive.get(log))
    cast.adam.access_grants.filter(organization=cast.sandbox).update(roles=["BuyerReader"])
    assert f'href="{url(kept)}"' not in text_of(signed_in(Client(), cast.adam).get(log))
    undo(olive, kept)
    assert "PATCH /products/TQW-1 of" in text_of(olive.get(log))


@pytest.fixture
def in_production(olive, cast, api):
    """A change of a product in Production, from a session whose writes are locked again afterwards."""
    production = client_for(cast.pair.production, ("FullAccess",))
    production.call("PUT", "/products/TQW-1", body=json.dumps(PRODUCT).encode())
    operation = catalogue_of(cast.pair.production).get("Products.Patch")
    request = Request(operation, {"path.productID": ["TQW-1"], "body~json": ['{"Name": "Other"}']})
    reviewed = review(request, cast.pair.production, by=cast.olive, context=SELLER).digest
    confirmation = WriteConfirmation(clock.now() + timedelta(hours=1), "ticket 1", reviewed)
    sent = send(request, cast.pair.production, by=cast.olive, confirmation=confirmation)
    return UndoRecord.objects.get(pk=sent.undo_id)


def test_undo_in_production_needs_the_unlocked_hour_and_a_reason(olive, cast, in_production):
    address = f"{PRODUCTION}undo/{in_production.pk}/"
    page = olive.get(address)
    assert "Writes are locked. Unlock them in the band above." in text_of(page)
    fields = {"reviewed": page.context["review"].digest, "reason": "ticket 2"}
    assert "Writes to Production are locked" in text_of(olive.post(address, fields))
    session = olive.session
    unlocking.unlock(session, cast.pair.production, by=cast.olive)
    session.save()
    assert "Enter a reason." in text_of(olive.post(address, {**fields, "reason": " "}))
    assert olive.post(address, fields).status_code == 302
    row = AuditEntry.objects.filter(event=Event.CONSOLE_REQUEST_SENT).latest("pk")
    assert (row.details["reason"], row.details["undoes"].split(" of ")[0]) == (
        "ticket 2",
        "PATCH /products/TQW-1",
    )
