"""Errors as the vendor's client throws them."""

import pytest

from tests.portal.api.sdk.library import LibraryError


def refusal(caller, *call) -> LibraryError:
    """Return the error of a call that must fail."""
    with pytest.raises(LibraryError) as refused:
        caller(*call)
    return refused.value


def test_each_status_is_an_error_of_the_library_with_code_and_message(cast, library):
    olive = library.of(cast.olive)
    long = refusal(olive, "Organizations.Save", "acme_Sandbox", {"Name": "x" * 500})
    assert (long.status, long.code) == (400, "ValidationFailure")
    assert "at most" in long.message
    sent = refusal(olive, "CurrentUser.Save", {"Name": "Olive"})
    assert (sent.status, sent.code) == (400, "Request.InvalidRequestBody")
    listed = refusal(olive, "Organizations.List", {"sortBy": ["Colour"]})
    assert (listed.status, listed.code) == (400, "List.InvalidSortProperty")
    anonymous = refusal(library.anonymous(), "CurrentUser.Get")
    assert (anonymous.status, anonymous.code) == (401, "InvalidToken")
    assert anonymous.message == "Access token is invalid or expired."
    victor = refusal(library.of(cast.victor), "Organizations.Save", "acme_Sandbox", {"Name": "Mine"})
    assert (victor.status, victor.code) == (403, "Auth.InsufficientRoles")
    stan = refusal(library.of(cast.stan), "Organizations.Get", "acme_Sandbox")
    assert (stan.status, stan.code) == (404, "NotFound")
    assert stan.message == "Organization acme_Sandbox not found."
    password = refusal(library, "Auth.Login", "olive", "wrong")
    assert (password.status, password.code) == (401, "invalid_grant")
    unknown = refusal(library, "Auth.RefreshToken", "unknown")
    assert (unknown.status, unknown.code) == (400, "invalid_grant")
