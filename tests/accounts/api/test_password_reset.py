"""Password reset and unlocking with the Portal API."""

import pytest

from accounts.login import password as password_login
from tests.accounts.api.errors import error_code
from tests.cast import PASSWORD
from tests.mail import code_in, last_mail_to, wrong

pytestmark = pytest.mark.django_db
NEW = "a new one of four words"


def test_a_forgotten_password_is_reset(call, olive):
    assert call("POST", "/forgotpassword", {"Email": olive.email}).status_code == 204
    assert call("POST", "/forgotpassword", {"Email": "nobody@example.com"}).status_code == 204
    code = code_in(last_mail_to(olive.email))
    body = {"Email": olive.email, "Password": NEW, "Code": wrong(code)}
    assert error_code(call("POST", "/resetpassword", body)) == "PasswordReset.InvalidVerification"
    done = call("POST", "/resetpassword", {**body, "Code": code})
    assert (done.status_code, done.json()["Username"]) == (200, "olive")
    assert password_login.authenticate("olive", NEW) == olive


def test_unlocking_ignores_the_empty_header_that_the_library_sends(call, olive):
    for _ in range(10):
        with pytest.raises((password_login.InvalidCredentials, password_login.AccountLocked)):
            password_login.authenticate("olive", "wrong")
    code = code_in(last_mail_to(olive.email))
    refused = call("POST", "/unlock", {"Email": olive.email, "Code": wrong(code)})
    assert (refused.status_code, error_code(refused)) == (400, "Unlock.InvalidCode")
    assert call("POST", "/unlock", {"Email": olive.email, "Code": code}).status_code == 204
    assert password_login.authenticate("olive", PASSWORD) == olive
