"""The code of a transfer: what makes it wrong, and what the page says then."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from contributors.models import AccessGrant
from lib import clock
from organizations.models import Organization
from tests.cast import create_access
from tests.login import signed_in
from tests.mail import latest_code

TRANSFER = "/organizations/acme/transfer/"
CHOICE = {"new_owner": "adam", "access": "stay"}
CONFIRM = f"{TRANSFER}confirm/?new_owner=adam&access=stay"


@pytest.fixture
def olive(client, cast) -> Client:
    return signed_in(client, cast.olive)


def wrong_code() -> str:
    return "000000" if latest_code() != "000000" else "111111"


def owners() -> dict[str, str]:
    return dict(Organization.objects.values_list("pk", "owner__username"))


def text(response) -> str:
    return response.content.decode().replace("&#x27;", "'")


def test_a_wrong_code_is_explained_and_the_sixth_attempt_is_too_late(olive):
    olive.post(TRANSFER, CHOICE)
    wrong, code = wrong_code(), latest_code()
    for left in ("4 attempts left", "3 attempts left", "2 attempts left", "1 attempt left", "Too many wrong"):
        response = olive.post(CONFIRM, {"code": wrong})
        assert response.status_code == 422
        assert left in text(response)
    assert "no longer valid" in text(olive.post(CONFIRM, {"code": code}))
    assert set(owners().values()) == {"olive"}


def test_an_expired_code_is_refused(olive):
    olive.post(TRANSFER, CHOICE)
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        response = olive.post(CONFIRM, {"code": latest_code()})
    assert response.status_code == 422
    assert "This code is no longer valid. Request a new one." in text(response)
    assert owners()["acme"] == "olive"


def test_a_used_code_transfers_nothing_again(olive, cast):
    olive.post(TRANSFER, CHOICE)
    code = latest_code()
    olive.post(CONFIRM, {"code": code})
    Organization.objects.update(owner=cast.olive)
    create_access(cast.pair.staging, [], user=cast.adam)
    assert olive.post(CONFIRM, {"code": code}).status_code == 422
    assert set(owners().values()) == {"olive"}


def test_a_code_of_someone_else_is_refused(olive, cast):
    Organization.objects.filter(pk="acme_Sandbox").update(owner=cast.adam)
    adam = signed_in(Client(), cast.adam)
    adam.post("/organizations/acme_Sandbox/transfer/", {"new_owner": "victor", "access": "stay"})
    foreign = latest_code()
    olive.post(TRANSFER, CHOICE)
    if foreign != latest_code():
        assert olive.post(CONFIRM, {"code": foreign}).status_code == 422
    assert owners()["acme"] == "olive"


@pytest.mark.parametrize(
    "other",
    ["new_owner=victor&access=stay", "new_owner=adam&access=leave"],
    ids=["another new owner", "another access"],
)
def test_a_code_is_valid_for_its_own_choice_only(olive, other):
    olive.post(TRANSFER, CHOICE)
    response = olive.post(f"{TRANSFER}confirm/?{other}", {"code": latest_code()})
    assert response.status_code == 422
    assert set(owners().values()) == {"olive"}


def test_a_code_for_a_deletion_transfers_nothing(olive):
    olive.post("/organizations/acme/delete/", {"with_staging": "1"})
    assert olive.post(CONFIRM, {"code": latest_code()}).status_code == 422
    assert set(owners().values()) == {"olive"}


def test_a_new_owner_who_left_in_between_is_refused_with_the_reason(olive, cast):
    olive.post(TRANSFER, CHOICE)
    AccessGrant.objects.filter(user=cast.adam).delete()
    response = olive.post(CONFIRM, {"code": latest_code()})
    assert response.status_code == 422
    assert "adam doesn't contribute to acme or acme_Staging. Choose someone else." in text(response)
    assert "Tess" in text(response)  # step 1 again
    assert set(owners().values()) == {"olive"}


def test_a_new_owner_who_was_deactivated_in_between_is_refused_with_the_reason(olive, cast):
    olive.post(TRANSFER, CHOICE)
    User.objects.filter(pk=cast.adam.pk).update(is_active=False)
    response = olive.post(CONFIRM, {"code": latest_code()})
    assert "Adam can't become the owner: account is deactivated." in text(response)
    assert set(owners().values()) == {"olive"}


def test_a_code_becomes_invalid_when_the_access_of_the_new_owner_changes(olive, cast):
    olive.post(TRANSFER, CHOICE)
    AccessGrant.objects.filter(user=cast.adam).update(is_admin=False)
    assert "no longer valid" in text(olive.post(CONFIRM, {"code": latest_code()}))
    assert set(owners().values()) == {"olive"}


def test_before_any_code_the_second_step_leads_to_the_first_with_the_choice(olive):
    assert olive.get(CONFIRM).url == f"{TRANSFER}?new_owner=adam&access=stay"


def test_a_reload_after_the_code_expired_or_with_another_choice_says_so(olive):
    olive.post(TRANSFER, CHOICE)
    for path, later in ((CONFIRM, 11), (f"{TRANSFER}confirm/?new_owner=victor&access=stay", 0)):
        with time_machine.travel(clock.now() + timedelta(minutes=later)):
            page = text(olive.get(path))
        assert "</strong> is no longer valid. Request a new one." in page
        assert f'formaction="{TRANSFER}"' in page
    assert "is no longer valid" not in text(olive.get(CONFIRM))


def test_a_new_code_can_be_requested_after_a_minute_with_the_same_choice(olive):
    olive.post(TRANSFER, CHOICE)
    page = text(olive.get(CONFIRM))
    assert "New code in 60 s" in page
    with time_machine.travel(clock.now() + timedelta(seconds=61)):
        page = text(olive.get(CONFIRM))
        assert f'formaction="{TRANSFER}"' in page
        button = text(olive.get(CONFIRM, headers={"HX-Request": "true"}))
        assert button.strip().startswith("<button")
    for name, value in CHOICE.items():
        assert f'<input type="hidden" name="{name}" value="{value}">' in page


def test_too_many_codes_are_rejected_with_a_message(olive):
    for _ in range(5):
        olive.post(TRANSFER, CHOICE)
    response = olive.post(TRANSFER, CHOICE)
    assert response.status_code == 429
    assert "Too many codes" in text(response)
