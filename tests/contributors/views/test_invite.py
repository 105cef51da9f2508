"""The page that invites people, in one go, with a line for each that failed."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import OutgoingMail
from contributors.models import AccessGrant, AccessPolicy, AccessPreset, CustomRole
from environments.roles import FULL_ACCESS
from tests.cast import create_user
from tests.login import signed_in
from tests.mail import last_mail_to

NEW = "/organizations/acme_Sandbox/invitations/new/"
PEOPLE = "/organizations/acme_Sandbox/invitations/people/"


@pytest.fixture
def adam(client, cast) -> Client:
    return signed_in(client, cast.adam)


def text(response) -> str:
    return response.content.decode().replace("&#x27;", "'").replace("&quot;", '"')


def invited() -> set[str]:
    pending = AccessGrant.objects.filter(organization="acme_Sandbox", accepted_at=None)
    return {str(grant.user or grant.email) for grant in pending}


def preset(name: str) -> AccessPreset:
    return AccessPreset.objects.get(name=name)


def test_people_are_invited_by_choice_by_username_and_by_address(adam, cast):
    noor = create_user("noor", name="Noor Khalil")
    catalog = AccessPreset.objects.first()
    response = adam.post(
        NEW,
        {
            "user": [cast.stan.pk],
            "address": ["a@example.com"],
            "people": "NOOR\nDana Reyes <dana@example.com>, b@example.com c@example.com",
            "preset": catalog.pk,
            "permission": ["impersonate_buyer"],
            "message": "For spring.",
        },
        follow=True,
    )
    assert "Invited 6 people" in text(response)
    assert invited() >= {"Stan", "Noor Khalil", *(f"{name}@example.com" for name in ("a", "b", "c", "dana"))}
    grant = AccessGrant.objects.get(user=noor)
    assert (sorted(grant.roles), grant.impersonate_buyer, grant.is_admin) == (
        sorted(catalog.roles),
        True,
        False,
    )
    assert grant.message == "For spring."


def test_what_failed_has_its_reason_and_stays_while_the_others_are_invited(adam, cast):
    response = adam.post(
        NEW, {"user": [cast.victor.pk, cast.stan.pk], "people": "ghost, olive, nobody@, ida", "message": "Hi"}
    )
    page = text(response)
    assert response.status_code == 422
    for line in (
        "<strong>Invited Stan.</strong> 5 were not invited:",
        "<bdi>Victor</bdi>: Contributes already.",
        "<bdi>ghost</bdi>: No one has this username.",
        "<bdi>Olive</bdi>: Owns the organization.",
        "<bdi>nobody@</bdi>: Enter a valid email address.",
        "<bdi>Ida</bdi>: Is invited already.",
    ):
        assert line in page
    assert re.search(r"<textarea id=\"id_people\"[^>]*>\nghost, nobody@</textarea>", page)
    assert f'name="user" value="{cast.victor.pk}"' in page
    assert f'name="user" value="{cast.stan.pk}"' not in page
    assert ">\nHi</textarea>" in page


def test_500_pasted_addresses_are_refused_with_what_to_do(adam):
    pasted = "\n".join(f"person{number}@example.com" for number in range(500))
    response = adam.post(NEW, {"people": pasted})
    assert response.status_code == 422
    assert "You can invite up to 100 people at a time, and you entered 500. Remove 400, and" in text(response)
    assert "person499@example.com" in text(response)
    assert not OutgoingMail.objects.exists()


def test_a_hundred_are_invited_at_once(adam):
    adam.post(NEW, {"people": ";".join(f"p{number}@example.com" for number in range(100))})
    assert len(invited()) == 101  # with Ida


def test_far_too_much_text_is_refused(adam):
    response = adam.post(NEW, {"people": "x" * 30_001})
    assert response.status_code == 422
    assert "That is too much text." in text(response)


def test_no_one_and_a_message_that_is_too_long_are_refused(adam):
    assert "Enter a username or an email address." in text(adam.post(NEW, {"people": " , "}))
    response = adam.post(NEW, {"people": "stan", "message": "x" * 501})
    assert response.status_code == 422
    assert "Use at most 500 characters." in text(response)
    assert invited() == {"Ida"}


def test_a_role_that_does_not_exist_is_refused_with_the_nearest_one(adam):
    response = adam.post(NEW, {"people": "stan", "preset": "roles", "role": ["ProductAdmn"]})
    assert response.status_code == 422
    assert "Did you mean ProductAdmin?" in text(response)
    assert invited() == {"Ida"}


def test_what_is_typed_is_escaped(adam):
    response = adam.post(NEW, {"people": "<script>x</script>", "address": ["<b>@x"], "user": ["x", "9" * 30]})
    assert "<script>x" not in response.content.decode()
    assert "<b>@x" not in response.content.decode()


def test_an_address_gives_the_same_page_whether_it_has_an_account_or_not(adam, cast):
    pages, counts = [], []
    for email in ("stan@example.com", "none@example.com"):
        with CaptureQueriesContext(connection) as queries:
            response = adam.post(NEW, {"people": email})
        found = adam.post(PEOPLE, {"people": email})
        pages.append(text(found).replace(email, "?"))
        counts.append((response.status_code, response.url, len(queries)))
    assert pages[0] == pages[1]
    assert "Stan" not in pages[0]
    assert counts[0] == counts[1]


def test_the_search_finds_people_and_says_who_cannot_be_invited(adam, cast):
    create_user("o.vance", name="Stanley Vance")
    assert text(adam.post(PEOPLE, {"people": "stan"})).count('name="person"') == 2
    chosen = text(adam.post(PEOPLE, {"people": "stan", "user": [cast.stan.pk]}))
    assert chosen.count('name="person"') == 1
    for name, problem in {
        "olive": "the owner",
        "adam": "you",
        "victor": "already a contributor",
        "tess": "already a contributor through a team",
        "ida": "already invited",
    }.items():
        found = text(adam.post(PEOPLE, {"people": name}))
        assert f'<span class="people-hint">{problem}</span>' in found
        assert "disabled" in found
    assert "No one matches “zzz”." in text(adam.post(PEOPLE, {"people": "zzz"}))


def test_the_form_is_filled_step_by_step_without_scripts(adam, cast):
    found = text(adam.post(NEW, {"people": "stan", "step": "search", "message": "Hi"}))
    assert f'name="person" value="{cast.stan.pk}"' in found
    added = text(adam.post(NEW, {"people": "stan", "person": cast.stan.pk, "message": "Hi"}))
    assert f'name="user" value="{cast.stan.pk}"' in added
    assert "Invite 1 person" in added
    assert ">\nHi</textarea>" in added
    both = text(adam.post(NEW, {"user": [cast.stan.pk], "people": "a@example.com, ghost", "step": "add"}))
    assert "Invite 2 people" in both
    assert "<bdi>ghost</bdi>: No one has this username." in both
    removed = text(adam.post(NEW, {"user": [cast.stan.pk], "without": cast.stan.pk}))
    assert f'name="user" value="{cast.stan.pk}"' not in removed
    assert invited() == {"Ida"}


def test_the_roles_of_a_preset_are_shown_and_can_be_changed(adam, cast):
    catalog = AccessPreset.objects.exclude(roles=[]).first()
    shown = text(adam.post(NEW, {"preset": catalog.pk, "step": "access"}))
    assert all(f'<span class="role">{role}</span>' in shown for role in catalog.roles)
    chosen = text(adam.post(NEW, {"preset": catalog.pk, "step": "choose"}))
    assert all(f'value="{role}" id="role-{role}" checked' in chosen for role in catalog.roles)
    adam.post(NEW, {"people": "stan", "preset": "roles", "role": ["OrderReader", "orderadmin"]})
    assert AccessGrant.objects.get(user=cast.stan).roles == ["OrderAdmin", "OrderReader"]


def test_a_preset_that_was_deleted_meanwhile_invites_no_one_without_roles(adam):
    catalog = AccessPreset.objects.exclude(roles=[]).last()
    body = {"people": "stan", "preset": catalog.pk}
    catalog.delete()
    response = adam.post(NEW, body)
    assert response.status_code == 422
    assert "This preset was deleted meanwhile." in text(response)
    assert invited() == {"Ida"}


def test_the_buttons_of_a_group_select_its_roles_and_invite_no_one(adam):
    body = {
        "people": "stan",
        "preset": "roles",
        "role": ["ProductAdmin"],
        "select": "Orders and fulfillment:readers",
    }
    page = text(adam.post(NEW, {**body, "select": "Orders and fulfillment:readers"}))
    assert 'value="OrderReader" id="role-OrderReader" checked' in page
    assert 'value="ProductAdmin" id="role-ProductAdmin" checked' in page
    assert ">\nstan</textarea>" in page
    assert invited() == {"Ida"}


def test_a_new_custom_role_is_registered_with_the_invitation(adam, cast):
    adam.post(NEW, {"people": "stan", "preset": "roles", "role": ["OrderReader"], "custom_roles": "packing"})
    assert AccessGrant.objects.get(user=cast.stan).roles == ["OrderReader", "packing"]
    assert CustomRole.objects.get().name == "packing"


def test_who_cannot_be_invited_is_not_added(adam, cast):
    page = text(adam.post(NEW, {"people": "victor, stan, ghost", "step": "add"}))
    assert "<bdi>Victor</bdi>: Contributes already." in page
    assert f'name="user" value="{cast.stan.pk}"' in page
    assert f'name="user" value="{cast.victor.pk}"' not in page
    assert ">\nghost</textarea>" in page


def test_more_than_can_be_invited_together_is_not_added(adam):
    body = {"people": " ".join(f"p{number}@example.com" for number in range(100)), "step": "add"}
    response = adam.post(NEW, {**body, "address": ["a@example.com", "b@example.com"]})
    assert response.status_code == 422
    assert "you entered 102. Remove 2, and" in text(response)
    assert text(response).count('name="address"') == 2
    assert "p99@example.com</textarea>" in text(response)


def test_chips_beyond_the_limit_are_counted_and_kept(adam):
    response = adam.post(NEW, {"address": [f"p{number}@example.com" for number in range(300)]})
    assert "you entered 300. Remove 200, and" in text(response)
    assert text(response).count('name="address"') == 300
    assert invited() == {"Ida"}


def test_full_access_and_custom_roles_can_be_granted(adam, cast):
    CustomRole.objects.create(organization=cast.sandbox, name="Warehouse")
    adam.post(NEW, {"people": "a@example.com", "preset": "full"})
    adam.post(NEW, {"people": "b@example.com", "preset": "roles", "role": ["Warehouse"]})
    assert AccessGrant.objects.get(email="a@example.com").roles == [FULL_ACCESS]
    assert AccessGrant.objects.get(email="b@example.com").roles == ["Warehouse"]


def test_a_limited_admin_sees_what_they_cannot_grant_and_is_refused_it(adam, cast):
    AccessPolicy.objects.create(organization=cast.sandbox, admins_grant_own_access_only=True)
    page = text(adam.post(NEW, {"preset": "none", "step": "choose"}))
    assert "Admins of this organization grant only what they hold." in page
    assert 'value="OrderAdmin" id="role-OrderAdmin" disabled>' in page
    assert 'value="ProductAdmin" id="role-ProductAdmin">' in page
    assert '<option value="full" disabled>Full access, you don\'t have it</option>' in page
    response = adam.post(NEW, {"people": "stan", "preset": "full"})
    assert response.status_code == 422
    assert "Admins of Acme grant only what they hold" in text(response)
    assert invited() == {"Ida"}


def test_htmx_gets_the_form_alone_and_the_way_to_the_list_when_it_is_done(adam):
    headers = {"HX-Request": "true"}
    assert "<html" not in text(adam.get(NEW, headers=headers))
    response = adam.post(NEW, {"people": "stan"}, headers=headers)
    assert response.headers["HX-Redirect"].startswith("/organizations/acme_Sandbox/")


def test_the_email_to_an_address_names_neither_device_nor_ip_of_who_invites(adam):
    adam.post(NEW, {"people": "new@example.com", "preset": "roles"}, REMOTE_ADDR="192.0.2.7")
    assert "192.0.2.7" not in last_mail_to("new@example.com").text


@pytest.mark.parametrize("data", [{"person": ""}, {"without": ""}, {"step": "unknown"}])
def test_a_button_without_a_meaning_shows_the_form_again(adam, data):
    assert adam.post(NEW, data).status_code == 200
    assert invited() == {"Ida"}


def test_what_cannot_be_stored_names_no_one(adam):
    response = adam.post(NEW, {"people": "a\x00b", "step": "add"})
    assert response.status_code == 422
    assert "Remove the characters that cannot be stored." in text(response)
