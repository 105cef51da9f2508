"""Registration with an email."""

import threading
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.audit.events import Event
from accounts.codes.one_time import CodeLimitReached, ExpiredCode
from accounts.models import AuditEntry, Registration, User
from accounts.registration import registration
from lib import clock
from tests.cast import PASSWORD, create_user
from tests.concurrency import run_concurrently
from tests.mail import code_in, last_mail_to, link_in, mails_to, wrong

pytestmark = pytest.mark.django_db
IDA = "ida@brandt.example"
DETAILS = {"name": "Ida Brandt", "username": "ida", "password": PASSWORD, "terms": "on"}


def request_registration(client, email=IDA, **more):
    return client.post(reverse("register"), {"email": email, **more})


def enter_code(client, code):
    return client.post(reverse("registration_code"), {"code": code})


def verify_email(client, **more):
    request_registration(client, **more)
    return enter_code(client, code_in(last_mail_to(IDA)))


def test_email_code_and_details_create_an_account_and_sign_in(client):
    assert request_registration(client)["Location"] == reverse("registration_code")
    assert enter_code(client, code_in(last_mail_to(IDA)))["Location"] == reverse("registration_details")
    response = client.post(reverse("registration_details"), DETAILS)
    assert response["Location"] == reverse("home")
    ida = User.objects.get(username="ida")
    assert (ida.email, ida.name, ida.check_password(PASSWORD)) == (IDA, "Ida Brandt", True)
    assert ida.terms_accepted_at
    assert client.session["_auth_user_id"] == str(ida.pk)
    assert AuditEntry.objects.filter(event=Event.USER_REGISTERED, actor=ida).exists()
    assert not Registration.objects.exists()


def test_the_email_has_code_link_and_advice(client):
    request_registration(client)
    mail = last_mail_to(IDA)
    assert mail.subject == "Your code to register"
    assert code_in(mail) in mail.text.splitlines()
    assert "/accounts/register/link/" in mail.text
    assert "Wasn't you?" in mail.text


def test_the_link_continues_in_another_browser(client):
    request_registration(client)
    other = Client()
    assert other.get(link_in(last_mail_to(IDA)))["Location"] == reverse("registration_details")
    assert other.post(reverse("registration_details"), DETAILS).status_code == 302
    assert User.objects.filter(username="ida").exists()


def test_a_link_scanner_does_not_invalidate_the_code(client):
    request_registration(client)
    Client().get(link_in(last_mail_to(IDA)))
    assert enter_code(client, code_in(last_mail_to(IDA))).status_code == 302


def test_a_link_expires_after_ten_minutes_and_once_the_account_exists(client, clock):
    verify_email(client)
    link = link_in(last_mail_to(IDA))
    client.post(reverse("registration_details"), DETAILS)
    assert "no longer valid" in Client().get(link).content.decode()
    request_registration(client := Client(), "other@brandt.example")
    late = link_in(last_mail_to("other@brandt.example"))
    clock.move(timedelta(minutes=10, seconds=1))
    assert "no longer valid" in client.get(late).content.decode()


@pytest.mark.parametrize("token", ["x", "../../etc", "0" * 500])
def test_a_made_up_link_opens_nothing(client, token):
    assert client.get(f"/accounts/register/link/{token}/").status_code in {200, 404}
    assert client.get(reverse("registration_details"))["Location"] == reverse("register")


@time_machine.travel(clock.now(), tick=False)  # the page says until which minute
def test_a_known_email_gets_the_same_page_and_an_email_about_signing_in(client):
    create_user("olive", email="olive@brandt.example")
    unknown, known = Client(), Client()
    assert (
        request_registration(unknown)["Location"]
        == request_registration(known, "Olive@Brandt.example")["Location"]
    )
    pages = [
        page.get(reverse("registration_code")).content.decode().replace(address, "ADDRESS")
        for page, address in ((unknown, IDA), (known, "olive@brandt.example"))
    ]
    assert without_tokens(pages[0]) == without_tokens(pages[1])
    mail = last_mail_to("olive@brandt.example")
    assert mail.subject == "You already have an account"
    assert "olive" in mail.text
    assert not [line for line in mail.text.splitlines() if line.isdigit()]


def without_tokens(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]


def test_known_and_unknown_emails_accept_the_same_number_of_wrong_codes(client):
    create_user("olive", email="olive@brandt.example")
    request_registration(client, "olive@brandt.example")
    response = enter_code(client, "000000")
    assert response.status_code == 422
    assert "4 attempts left" in response.content.decode()


def test_a_wrong_code_shows_the_remaining_attempts_and_keeps_the_page(client):
    request_registration(client)
    response = enter_code(client, wrong(code_in(last_mail_to(IDA))))
    assert response.status_code == 422
    assert "Wrong code. 4 attempts left" in response.content.decode()


def test_the_last_step_requires_a_confirmed_email(client):
    request_registration(client)
    assert client.get(reverse("registration_details"))["Location"] == reverse("register")
    assert client.post(reverse("registration_details"), DETAILS)["Location"] == reverse("register")
    assert not User.objects.exists()


def test_the_last_step_expires_after_an_hour(client, clock):
    verify_email(client)
    clock.move(timedelta(hours=1, seconds=1))
    assert "Start again" in client.post(reverse("registration_details"), DETAILS).content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": " "}, "This field is required."),
        ({"username": "ida@brandt.example"}, "A username can’t be an email address."),
        ({"username": "ol"}, "Use at least 3 characters."),
        ({"username": "OLIVE"}, "OLIVE is taken."),
        ({"username": "0live"}, "0live is taken."),
        ({"username": "root"}, "root is reserved."),
        ({"password": "short"}, "Use at least 12 characters (now 5)."),
        ({"password": "ida@brandt.example"}, "Too similar to your name, username or email."),
        ({"password": "qwerty123456"}, "This password is commonly used. Choose another."),
        ({"terms": ""}, "Accept the terms to continue."),
    ],
)
def test_invalid_values_are_reported_at_their_field_and_the_input_is_kept(client, change, sentence):
    create_user("olive")
    verify_email(client)
    response = client.post(reverse("registration_details"), {**DETAILS, **change})
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "Ida Brandt" in page or "name" in change
    assert PASSWORD not in page
    assert not User.objects.filter(email=IDA).exists()


def test_registering_redirects_to_the_requested_page_and_never_to_another_site(client):
    verify_email(client, next="/organizations/")
    assert client.post(reverse("registration_details"), DETAILS)["Location"] == "/organizations/"
    request_registration(other := Client(), "b@brandt.example", next="https://evil.example/")
    enter_code(other, code_in(last_mail_to("b@brandt.example")))
    response = other.post(reverse("registration_details"), {**DETAILS, "username": "idb"})
    assert response["Location"] == reverse("home")


def test_a_new_registration_code_invalidates_the_previous_one(client):
    request_registration(client)
    first = code_in(last_mail_to(IDA))
    request_registration(client)
    second = code_in(last_mail_to(IDA))
    if first != second:
        assert enter_code(client, first).status_code == 422
    assert enter_code(client, second).status_code == 302


def test_at_most_five_codes_an_hour_are_sent_to_one_email(client):
    for _ in range(5):
        request_registration(client)
    response = request_registration(client)
    assert response.status_code == 422
    assert "Too many codes requested." in response.content.decode()
    assert len(mails_to(IDA)) == 5


def test_abandoned_registrations_are_deleted(client, clock):
    request_registration(client)
    clock.move(timedelta(days=1, seconds=1))
    assert registration.purge_old() == 1


@pytest.mark.django_db(transaction=True)
def test_concurrent_choices_of_one_username_reject_the_second():
    rows = []
    for number in range(2):
        row = registration.request(f"{number}@brandt.example")
        registration.verify_code(row, code_in(last_mail_to(f"{number}@brandt.example")))
        rows.append(row)
    results, together = [], threading.Barrier(2)

    def take(row):
        together.wait()
        try:
            registration.complete(row, name="Ida", username="ida", password=PASSWORD)
            results.append("made")
        except Exception as error:
            results.append(str(error))
        finally:
            connection.close()

    run_concurrently(partial(take, row) for row in rows)
    assert sorted(results) == ["made", "{'username': ['ida is taken.']}"]
    assert User.objects.filter(username="ida").count() == 1


def test_an_address_that_got_an_account_meanwhile_is_not_taken_twice(client):
    verify_email(client)
    create_user("early", email=IDA)
    row = Registration.objects.get()
    with pytest.raises(ExpiredCode, match="This email already has an account"):
        registration.complete(row, name="Ida", username="ida", password=PASSWORD)


def test_the_limit_for_one_address_counts_over_all_browsers():
    for _ in range(5):
        registration.request(IDA)
    with pytest.raises(CodeLimitReached):
        registration.request(IDA.upper())


def test_a_nul_character_is_ignored_on_pages_without_a_form(client):
    data = {"login": "olive\0", "again": ""}
    assert client.post(reverse("account_locked"), data).status_code in {200, 422}
    assert client.post(reverse("register"), {"email": IDA, "next": "/a\0b/"}).status_code == 302
    assert Registration.objects.get().next_url == ""


def test_a_too_long_redirect_target_is_dropped_during_registration(client):
    response = client.post(reverse("register"), {"email": IDA, "next": f"/organizations/?q={'x' * 600}"})
    assert response["Location"] == reverse("registration_code")
    assert Registration.objects.get().next_url == ""
