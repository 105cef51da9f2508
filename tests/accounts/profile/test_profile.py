"""The profile and the change of the email."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.profile.email_change import request as request_change
from tests.cast import create_user
from tests.mail import code_in, last_mail_to, link_in, wrong

pytestmark = pytest.mark.django_db
PROFILE = {
    "name": "Olive Okafor",
    "username": "olive",
    "country": "SE",
    "time_zone": "UTC",
    "appearance": "dark",
}
PAGES = [
    "profile",
    "account_email",
    "account_change_password",
    "authentication",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "audit_log",
    "account_data",
    "delete_account",
    "terms",
    "account_logout",
    "account_reauthenticate",
]


@pytest.mark.parametrize("name", PAGES)
def test_every_profile_page_requires_sign_in(olive_client, name):
    assert olive_client.get(reverse(name)).status_code == 200
    if name not in {"terms", "account_logout"}:
        assert Client().get(reverse(name))["Location"].startswith(reverse("account_login"))


def test_the_profile_is_saved_as_a_whole(olive_client, olive):
    response = olive_client.post(reverse("profile"), PROFILE)
    assert response["Location"] == reverse("profile")
    olive.refresh_from_db()
    assert {field: getattr(olive, field) for field in PROFILE} == PROFILE
    assert 'data-appearance="dark"' in olive_client.get(reverse("profile")).content.decode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "This field is required."),
        ({"username": "adam"}, "adam is taken."),
        ({"username": "a@b.example"}, "A username can’t be an email address."),
        ({"country": "Sweden"}, "Sweden is not one of the available choices."),
        ({"time_zone": "Mars/Base"}, "Mars/Base is not one of the available choices."),
        ({"appearance": "pink"}, "pink is not one of the available choices."),
    ],
)
def test_an_invalid_profile_is_reported_and_not_saved(olive_client, olive, change, sentence):
    create_user("adam")
    response = olive_client.post(reverse("profile"), {**PROFILE, **change})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    olive.refresh_from_db()
    assert (olive.name, olive.appearance) == ("Olive Okafor", "auto")


def test_the_profile_cannot_make_an_operator(olive_client, olive):
    olive_client.post(
        reverse("profile"), {**PROFILE, "is_staff": "on", "is_superuser": "on", "email": "x@example.com"}
    )
    olive.refresh_from_db()
    assert (olive.is_staff, olive.is_superuser, olive.email) == (False, False, "olive@example.com")


def test_times_are_shown_in_the_chosen_zone(olive_client, olive):
    User.objects.update(time_zone="Asia/Tokyo")
    assert '<option value="Asia/Tokyo" selected>' in olive_client.get(reverse("profile")).content.decode()


NEW = "olive@new.example"


def request_email_change(client, email=NEW):
    return client.post(reverse("account_email"), {"email": email})


def test_a_new_email_is_confirmed_there_and_the_old_one_notified(olive_client, olive):
    assert request_email_change(olive_client)["Location"] == reverse("email_code")
    assert User.objects.get().email == "olive@example.com"
    code = code_in(last_mail_to(NEW))
    assert olive_client.post(reverse("email_code"), {"code": wrong(code)}).status_code == 422
    assert olive_client.post(reverse("email_code"), {"code": code})["Location"] == reverse("profile")
    assert User.objects.get().email == NEW
    provider_data = last_mail_to("olive@example.com")
    assert provider_data.subject == "Your email was changed"
    assert NEW not in provider_data.text
    assert "o•••@new.example" in provider_data.text


def test_the_link_changes_the_email_in_another_browser_after_one_click(olive_client):
    request_email_change(olive_client)
    link = link_in(last_mail_to(NEW))
    other = Client()
    assert "Use this email?" in other.get(link).content.decode()
    assert User.objects.get().email == "olive@example.com"
    other.post(link)
    assert User.objects.get().email == NEW
    assert "has expired" in other.get(link).content.decode()
    assert "has expired" in other.post(link).content.decode()


def test_an_email_of_another_user_is_not_taken_or_disclosed(olive_client, olive):
    create_user("adam", email=NEW)
    assert request_email_change(olive_client)["Location"] == reverse("email_code")
    page = olive_client.get(reverse("email_code")).content.decode()
    assert "We sent a code to" in page
    mail = last_mail_to(NEW)
    assert mail.subject == "This email already has an account"
    assert olive_client.post(reverse("email_code"), {"code": "000000"}).status_code == 422
    olive.refresh_from_db()
    assert olive.email == "olive@example.com"


def test_an_email_registered_meanwhile_stays_with_its_user(olive_client, olive):
    request_email_change(olive_client)
    code = code_in(last_mail_to(NEW))
    create_user("adam", email=NEW)
    response = olive_client.post(reverse("email_code"), {"code": code})
    assert response.status_code == 422
    assert "Another account uses this email now." in response.content.decode()


@pytest.mark.parametrize("email", ["", "no address", "olive@example.com", "OLIVE@EXAMPLE.COM"])
def test_an_invalid_new_email_is_rejected(olive_client, email):
    assert request_email_change(olive_client, email).status_code == 422


def test_code_and_link_of_a_new_email_expire_after_ten_minutes(olive_client, clock):
    request_email_change(olive_client)
    mail = last_mail_to(NEW)
    clock.move(timedelta(minutes=10, seconds=1))
    assert olive_client.post(reverse("email_code"), {"code": code_in(mail)}).status_code == 422
    assert "has expired" in Client().post(link_in(mail)).content.decode()


def test_another_new_email_invalidates_the_first(olive_client, olive):
    first = request_change(olive, "first@new.example")
    request_change(olive, NEW)
    first.refresh_from_db()
    assert first.ended_at
