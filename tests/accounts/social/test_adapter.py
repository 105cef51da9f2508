"""Sign-in with GitHub and Google, through stand-ins over HTTP."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.test import Client
from django.urls import reverse

from accounts.audit.events import Event
from accounts.models import AuditEntry, User
from accounts.social.adapter import display_name
from accounts.social.stand_ins.users import Behaviour
from tests.accounts.social.provider_login import (
    NAMES,
    NORA,
    begin,
    both,
    browser,
    choose_user,
    sign_in,
    user_id_of,
)
from tests.cast import create_user
from tests.login import signed_in
from tests.mail import mails_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stand_ins")]


@pytest.fixture
def client():
    return browser()


@both
def test_a_new_user_is_signed_in_and_asked_for_a_username(client, provider):
    response = sign_in(client, provider, next="/organizations/")
    assert response["Location"] == "/organizations/"
    nora = User.objects.get(email=NORA)
    assert (nora.username, nora.name, nora.has_usable_password()) == (None, "Nora Lind", False)
    assert user_id_of(client) == str(nora.pk)
    assert client.get("/organizations/")["Location"].startswith(reverse("choose_username"))
    assert f"You signed in with {NAMES[provider]}" in client.get(reverse("choose_username")).content.decode()


@both
def test_signing_in_changes_the_session_id(client, provider):
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key
    sign_in(client, provider)
    assert user_id_of(client)
    assert client.session.session_key != before
    assert not session.exists(before)


@both
def test_signing_in_again_signs_in_the_same_user(client, provider):
    sign_in(client, provider)
    again = browser()
    sign_in(again, provider)
    assert user_id_of(again) == user_id_of(client)
    assert User.objects.count() == 1


@both
def test_a_known_email_asks_to_sign_in_and_link(client, provider):
    nora = create_user("nora", email=NORA)
    response = sign_in(client, provider)
    assert response.status_code == 403
    assert "You already have an account" in response.content.decode()
    assert user_id_of(client) is None
    assert not SocialAccount.objects.exists()
    assert nora.username not in response.content.decode()


@both
@pytest.mark.parametrize("behaviour", [Behaviour.UNVERIFIED, Behaviour.NO_EMAIL])
def test_a_verified_email_is_required_for_an_account(client, provider, behaviour):
    response = sign_in(client, provider, behaviour=behaviour)
    assert response.status_code == 403
    assert "No verified email from" in response.content.decode()
    assert not User.objects.exists()


@both
@pytest.mark.parametrize("behaviour", [Behaviour.DOWN, Behaviour.SLOW])
def test_a_provider_that_is_down_or_slow_is_reported(client, provider, behaviour, settings):
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.5 if behaviour is Behaviour.SLOW else 30
    response = sign_in(client, provider, behaviour=behaviour)
    assert response.status_code == 401
    assert f"{NAMES[provider]} sign-in failed" in response.content.decode()
    assert not User.objects.exists()


@both
def test_a_response_to_another_request_is_rejected(client, provider):
    assert sign_in(client, provider, behaviour=Behaviour.WRONG_STATE).status_code == 401
    assert not User.objects.exists()


@both
def test_a_response_is_accepted_in_its_own_browser_only(client, provider):
    back = urlsplit(choose_user(begin(client, provider)))
    assert browser().get(f"{back.path}?{back.query}").status_code == 401
    assert not User.objects.exists()


@both
def test_a_response_is_accepted_once(client, provider):
    back = urlsplit(choose_user(begin(client, provider)))
    client.get(f"{back.path}?{back.query}")
    assert user_id_of(client)
    client.post(reverse("account_logout"))
    assert user_id_of(client) is None
    assert client.get(f"{back.path}?{back.query}").status_code == 401
    assert user_id_of(client) is None


@both
def test_going_back_changes_nothing(client, provider):
    address = begin(client, provider)
    back = urlsplit(
        requests.post(address, data={"refuse": "1"}, allow_redirects=False, timeout=10).headers["Location"]
    )
    response = client.get(f"{back.path}?{back.query}", follow=True)
    assert "Sign-in cancelled" in response.content.decode()


@both
def test_only_a_same_site_post_leads_to_the_provider(provider):
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(reverse(f"{provider}_login")).status_code == 200
    assert strict.post(reverse(f"{provider}_login")).status_code == 403


@both
def test_the_callback_never_redirects_to_another_site(client, provider):
    response = sign_in(client, provider, next="https://evil.example/")
    assert response["Location"] == reverse("home")


def test_an_id_token_of_google_without_the_nonce_is_rejected(client):
    address = begin(client, "google")
    query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert query["nonce"]
    query["nonce"] = "of another request"
    back = urlsplit(choose_user(f"{address.split('?')[0]}?{urlencode(query)}"))
    response = client.get(f"{back.path}?{back.query}")
    assert response.status_code == 403
    assert "Sign-in link mismatch" in response.content.decode()
    assert not User.objects.exists()


def test_the_github_exchange_uses_pkce(client):
    query = parse_qs(urlsplit(begin(client, "github")).query)
    assert query["code_challenge_method"] == ["S256"]


@both
def test_linking_adds_a_sign_in_method_and_emails(client, provider):
    olive = create_user("olive")
    signed_in(client, olive)
    response = sign_in(client, provider, process="connect")
    assert response["Location"] == reverse("authentication")
    assert f"{NAMES[provider]} is linked." in client.get(reverse("authentication")).content.decode()
    assert SocialAccount.objects.get().user == olive
    assert [mail.subject for mail in mails_to(olive.email)] == [f"{NAMES[provider]} is linked"]
    assert AuditEntry.objects.filter(
        event=Event.SOCIAL_LINKED, actor=olive, details__provider=NAMES[provider]
    ).exists()
    fresh = browser()
    sign_in(fresh, provider)
    assert user_id_of(fresh) == str(olive.pk)
    olive.refresh_from_db()
    assert olive.email == "olive@example.com"


@both
def test_an_identity_linked_to_another_user_is_rejected_without_disclosing_them(client, provider):
    adam, olive = create_user("adam"), create_user("olive")
    sign_in(signed_in(browser(), adam), provider, process="connect")
    signed_in(client, olive)
    sign_in(client, provider, process="connect")
    page = client.get(reverse("authentication")).content.decode()
    assert f"This {NAMES[provider]} account can’t be linked to yours." in page
    assert "adam" not in page.lower()
    assert SocialAccount.objects.get().user == adam


@both
def test_an_identity_with_the_email_of_another_account_is_rejected(client, provider):
    create_user("nora", email=NORA)
    signed_in(client, create_user("olive"))
    sign_in(client, provider, process="connect")
    assert "can’t be linked to yours" in client.get(reverse("authentication")).content.decode()
    assert not SocialAccount.objects.exists()


@both
def test_a_second_account_of_the_same_provider_is_rejected(client, provider):
    signed_in(client, create_user("olive"))
    sign_in(client, provider, process="connect")
    sign_in(client, provider, email="stan@kowal.example", process="connect")
    assert SocialAccount.objects.count() == 1


@both
def test_linking_requires_recent_authentication(client, provider):
    signed_in(client, create_user("olive"))
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    assert sign_in(client, provider, process="connect")["Location"] == reverse("account_reauthenticate")
    assert not SocialAccount.objects.exists()
    response = client.post(
        reverse("account_reauthenticate"), {"by": "password", "password": "correct horse battery staple"}
    )
    assert response["Location"] == reverse("authentication")
    assert SocialAccount.objects.exists()


@both
def test_unlinking_removes_the_sign_in_method_and_emails(client, provider):
    olive = create_user("olive")
    signed_in(client, olive)
    sign_in(client, provider, process="connect")
    client.post(reverse("unlink_provider", args=[provider]))
    assert not SocialAccount.objects.exists()
    assert mails_to(olive.email)[0].subject == f"{NAMES[provider]} is unlinked"


@both
def test_the_last_sign_in_method_cannot_be_removed(client, provider):
    sign_in(client, provider)
    nora = User.objects.get()
    nora.username = "nora"
    nora.save()
    page = client.get(reverse("authentication")).content.decode()
    assert "Your only sign-in method, so it can’t be removed" in page
    assert f"Unlink {NAMES[provider]}" not in page
    client.post(reverse("unlink_provider", args=[provider]))
    assert SocialAccount.objects.exists()
    assert "This is your only sign-in method." in client.get(reverse("authentication")).content.decode()


def test_a_closed_account_cannot_sign_in_with_a_provider(client):
    sign_in(client, "github")
    User.objects.update(is_active=False)
    response = sign_in(browser(), "github")
    assert response["Location"] == reverse("account_inactive")


def test_no_token_of_a_provider_is_stored(client):
    sign_in(client, "github")
    assert "gho_" not in str(SocialAccount.objects.values())


@pytest.mark.parametrize(
    ("provider_data", "expected"),
    [
        ({"name": "Nora\nLind"}, "Nora Lind"),
        ({"name": "\u202eNora"}, "Nora"),
        ({"name": "N" * 200}, "N" * 150),
        ({"name": None, "given_name": "Nora", "family_name": None}, "Nora"),
        ({}, ""),
    ],
)
def test_a_name_from_a_provider_is_stored_as_one_line(provider_data, expected):
    assert display_name(SocialLogin(account=SocialAccount(extra_data=provider_data))) == expected
