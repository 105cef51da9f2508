"""The code of a deletion: what makes it wrong, and that it deletes once."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client

from accounts.audit.events import Event
from accounts.models import AuditEntry
from lib import clock
from organizations import deletion
from organizations.models import Organization, StagingPair
from organizations.pairing import link
from tests.concurrency import run_concurrently
from tests.login import signed_in
from tests.mail import latest_code, wrong

DELETE = "/organizations/acme/delete/"
BOTH = {"with_staging": "1"}
CONFIRM = f"{DELETE}confirm/?with_staging=1"


def submit(client, code: str, confirm_id: str = "acme"):
    return client.post(CONFIRM, {"code": code, "confirm_id": confirm_id})


def test_a_wrong_code_or_id_is_explained_and_the_input_is_preserved(client, cast):
    signed_in(client, cast.olive).post(DELETE, BOTH)
    wrong = "000000" if latest_code() != "000000" else "111111"
    response = client.post(CONFIRM, {"code": wrong, "confirm_id": "acme"})
    assert response.status_code == 422
    assert "4 attempts left" in response.content.decode()
    assert 'value="acme"' in response.content.decode()
    response = client.post(CONFIRM, {"code": latest_code(), "confirm_id": "Acme"})
    assert "match the ID, which is case-sensitive." in response.content.decode()
    assert Organization.objects.active().filter(pk="acme").exists()


def test_a_code_becomes_invalid_when_another_organization_would_be_deleted_too(client, cast):
    StagingPair.objects.all().delete()
    signed_in(client, cast.olive).post(DELETE, BOTH)
    code = latest_code()
    link(staging=cast.pair.staging, production=cast.pair.production)
    client.post(CONFIRM, {"code": code, "confirm_id": "acme"})
    assert Organization.objects.active().filter(pk__in=["acme", "acme_Staging"]).count() == 2


def test_a_code_is_valid_for_its_own_organization_only(client, cast):
    signed_in(client, cast.olive).post(DELETE, BOTH)
    of_acme = latest_code()
    client.post("/organizations/acme_Sandbox/delete/")
    code = latest_code()
    assert code != of_acme
    response = client.post(CONFIRM, {"code": code, "confirm_id": "acme"})
    assert response.status_code == 422
    assert Organization.objects.active().filter(pk="acme").exists()


def test_a_code_becomes_invalid_when_the_owner_changes(client, cast):
    signed_in(client, cast.olive).post(DELETE, BOTH)
    code = latest_code()
    Organization.objects.filter(pk="acme").update(owner=cast.adam)
    signed_in(client, cast.adam).post(CONFIRM, {"code": code, "confirm_id": "acme"})
    assert Organization.objects.active().filter(pk="acme").exists()


def test_confirming_before_any_code_was_sent_redirects_to_the_first_step(client, cast):
    assert signed_in(client, cast.olive).get(CONFIRM).url == DELETE


def test_a_reload_after_the_code_expired_or_was_for_something_else_says_so(client, cast):
    signed_in(client, cast.olive).post(DELETE, BOTH)
    opened = [(f"{DELETE}confirm/", timedelta()), (CONFIRM, timedelta(minutes=11))]
    for path, later in opened:
        with time_machine.travel(clock.now() + later):
            page = client.get(path).content.decode()
        assert "</strong> is no longer valid. Request a new one." in page
        assert f'formaction="{DELETE}"' in page
    assert "is no longer valid" not in client.get(CONFIRM).content.decode()
    for _ in range(5):
        submit(client, wrong(latest_code()))
    assert "is no longer valid. Request a new one." in client.get(CONFIRM).content.decode()


def test_too_many_codes_are_rejected_with_a_message(client, cast):
    signed_in(client, cast.olive)
    for _ in range(5):
        client.post(DELETE, BOTH)
    response = client.post(DELETE, BOTH)
    assert response.status_code == 429
    assert "Too many codes" in response.content.decode()


def test_the_sixth_attempt_is_too_late(client, cast):
    signed_in(client, cast.olive).post(DELETE, BOTH)
    code = latest_code()
    for _ in range(5):
        assert submit(client, wrong(code)).status_code == 422
    response = submit(client, code)
    assert "This code is no longer valid. Request a new one." in response.content.decode()
    assert Organization.objects.active().filter(pk="acme").exists()


def test_an_expired_code_deletes_nothing(client, cast):
    signed_in(client, cast.olive).post(DELETE, BOTH)
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        assert submit(client, latest_code()).status_code == 422
    assert Organization.objects.active().filter(pk="acme").exists()


def test_a_used_code_deletes_nothing_again(client, cast):
    signed_in(client, cast.olive).post(DELETE, BOTH)
    code = latest_code()
    submit(client, code)
    deletion.undelete(Organization.objects.get(pk="acme"), by=cast.olive)
    assert submit(client, code).status_code == 422
    assert Organization.objects.active().count() == 3


def test_a_code_of_someone_else_deletes_nothing(client, cast):
    Organization.objects.filter(pk="acme_Sandbox").update(owner=cast.adam)
    signed_in(Client(), cast.adam).post("/organizations/acme_Sandbox/delete/")
    foreign = latest_code()
    signed_in(client, cast.olive).post(DELETE, BOTH)
    assert foreign == latest_code() or submit(client, foreign).status_code == 422
    assert Organization.objects.active().count() == 3


def test_a_code_for_both_does_not_delete_one(client, cast):
    signed_in(client, cast.olive).post(DELETE, BOTH)
    client.post(f"{DELETE}confirm/", {"code": latest_code(), "confirm_id": "acme"})
    assert Organization.objects.active().count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_double_submit_deletes_once(cast):
    clients = [signed_in(Client(raise_request_exception=False), cast.olive) for _ in range(2)]
    clients[0].post(DELETE, BOTH)
    code, statuses = latest_code(), []

    def attempt(client):
        try:
            statuses.append(submit(client, code).status_code)
        finally:
            connection.close()

    run_concurrently([lambda: attempt(clients[0]), lambda: attempt(clients[1])])
    assert sorted(statuses) in ([302, 404], [302, 422])
    assert AuditEntry.objects.filter(event=Event.ORGANIZATION_DELETED).count() == 2


def test_another_code_is_offered_after_a_minute(client, cast):
    signed_in(client, cast.olive).post(DELETE, BOTH)
    assert "New code in 60 s" in client.get(CONFIRM).content.decode()
    with time_machine.travel(clock.now() + timedelta(seconds=61)):
        page = client.get(CONFIRM).content.decode()
    assert f'formaction="{DELETE}"' in page
    assert '<input type="hidden" name="with_staging" value="1">' in page


def test_a_long_confirmation_is_refused_and_stays(client, cast):
    signed_in(client, cast.olive).post(DELETE, BOTH)
    response = submit(client, "1" * 10_000, "x" * 10_000)
    assert response.status_code == 422
    assert "Enter the 6-digit code from the email." in response.content.decode()
