"""Sign-in flows for a client without a session, each returning the response that signs in."""

from django.urls import reverse

from accounts.mfa import enrollment
from tests.accounts.authenticator_app import SECRET, totp_code
from tests.cast import PASSWORD, create_user
from tests.mail import code_in, last_mail_to

IDA = "ida@brandt.example"


def sign_in(client, next_page=""):
    create_user("tess")
    return client.post(reverse("account_login"), {"login": "tess", "password": PASSWORD, "next": next_page})


def register(client, next_page=""):
    client.post(reverse("register"), {"email": IDA, "next": next_page})
    client.post(reverse("registration_code"), {"code": code_in(last_mail_to(IDA))})
    details = {"name": "Ida Brandt", "username": "ida", "password": PASSWORD, "terms": "on"}
    return client.post(reverse("registration_details"), details)


def reset_password(client, next_page=""):
    tess = create_user("tess")
    client.post(reverse("account_reset_password"), {"login": "tess", "next": next_page})
    return client.post(
        reverse("password_reset_confirm"),
        {"code": code_in(last_mail_to(tess.email)), "password": "a new one of four words"},
    )


def sign_in_with_mfa(client, next_page=""):
    enrollment.enable_totp(create_user("tess"), SECRET)
    client.post(reverse("account_login"), {"login": "tess", "password": PASSWORD, "next": next_page})
    return client.post(reverse("mfa_authenticate"), {"code": totp_code()})
