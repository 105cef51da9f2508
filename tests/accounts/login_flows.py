"""Ways through the door for somebody without a session, each ending with the answer that lets in."""

from django.urls import reverse

from accounts.mfa import enrollment
from tests.accounts.authenticator_app import SECRET, digits
from tests.cast import PASSWORD, create_user
from tests.mail import code_in, last_mail_to

IDA = "ida@brandt.example"


def sign_in(client, wanted=""):
    create_user("tess")
    return client.post(reverse("account_login"), {"login": "tess", "password": PASSWORD, "next": wanted})


def register(client, wanted=""):
    client.post(reverse("register"), {"email": IDA, "next": wanted})
    client.post(reverse("registration_code"), {"code": code_in(last_mail_to(IDA))})
    who = {"name": "Ida Brandt", "username": "ida", "password": PASSWORD, "terms": "on"}
    return client.post(reverse("registration_details"), who)


def set_a_password(client, wanted=""):
    tess = create_user("tess")
    client.post(reverse("account_reset_password"), {"login": "tess", "next": wanted})
    return client.post(
        reverse("password_reset_confirm"),
        {"code": code_in(last_mail_to(tess.email)), "password": "a new one of four words"},
    )


def prove_twice(client, wanted=""):
    enrollment.enable_totp(create_user("tess"), SECRET)
    client.post(reverse("account_login"), {"login": "tess", "password": PASSWORD, "next": wanted})
    return client.post(reverse("mfa_authenticate"), {"code": digits()})
