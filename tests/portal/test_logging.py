"""Nothing secret reaches a log, and refused requests one line each."""

import json
import logging
import re
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.utils.log import log_response

from portal.logging import configure, redact_secrets
from tests.architecture.addresses import url_patterns

SECRET_LINKS = [address.route for address in url_patterns() if ":token>" in address.route]
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJ1c3IiOiJvbGl2ZSJ9.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "NewPassword",
        "client_secret",
        "access_token",
        "Authorization",
        "HashKey",
        "SharedKey",
        "cookie",
        "assertion",
        "code",
    ],
)
def test_a_value_with_a_secret_name_is_masked(name):
    assert redact_secrets(None, "info", {"event": "x", name: "s3cret"})[name] == "***"


@pytest.mark.parametrize(
    "text", [f"sent with Bearer {JWT}", f"got {JWT} back", "authorization: bearer abc.def-ghi"]
)
def test_a_token_inside_a_sentence_is_masked(text):
    logged = redact_secrets(None, "info", {"event": text})["event"]
    assert "***" in logged
    assert not {"eyJ", "abc.def"} & {logged[i : i + n] for n in (3, 7) for i in range(len(logged))}


def test_other_values_are_unchanged():
    event = {"event": "restored", "organization": "acme", "status": 200, "path": "/products"}
    assert redact_secrets(None, "info", dict(event)) == event


@pytest.mark.parametrize("route", SECRET_LINKS)
@pytest.mark.parametrize("form", ["GET /{}?x=1", "Not Found: /{}", "GET /accounts/login/?next=%2F{}"])
def test_the_secret_of_a_link_is_masked_anywhere_in_a_text(route, form):
    path = re.sub(r"<str:\w+>", "Zq7-secret_of_the_link", route)
    path = path.replace("/", "%2F") if "%2F" in form else path
    logged = redact_secrets(None, "info", {"event": "request_started", "request": form.format(path)})[
        "request"
    ]
    assert "Zq7" not in logged
    assert path.split("Zq7")[0] in logged


@pytest.mark.parametrize(
    "address",
    [
        "GET /accounts/google/login/callback/?code=4%2F0AXs3cret&state=s3cret",
        "GET /accounts/github/login/callback/?state=s3cret&code=s3cret",
        "GET /x/?Token=s3cret#top",
        "GET /accounts/login/?next=%2Fx%2F%3Fcode%3Ds3cret%26state%3Ds3cret",
    ],
)
def test_secret_query_parameters_are_masked(address):
    logged = redact_secrets(None, "info", {"request": address})["request"]
    assert "s3cret" not in logged
    assert "AX" not in logged


def test_other_query_parameters_are_unchanged():
    address = "GET /organizations/?search=state&page=2&encode=x"
    assert redact_secrets(None, "info", {"request": address})["request"] == address


@pytest.fixture
def written():
    """Configure the logs as in production, and return where they are written."""
    before = logging.root.handlers[:], logging.root.level
    configure("INFO", pretty=False)
    stream = StringIO()
    logging.root.handlers[0].setStream(stream)
    yield stream
    logging.root.handlers[:], logging.root.level = before


@pytest.mark.parametrize(("status", "error"), [(403, PermissionDenied), (404, Http404), (500, RuntimeError)])
def test_a_refused_request_is_one_line_and_a_fault_has_its_traceback(written, status, error):
    try:
        raise error("Only the owner can delete.")
    except error as raised:
        request = RequestFactory().get("/organizations/acme/delete/")
        response = HttpResponse(status=status)
        log_response("%s", request.path, response=response, request=request, exception=raised)
    [line] = map(json.loads, written.getvalue().splitlines())
    assert line["event"] == "/organizations/acme/delete/"
    assert line["level"] == ("error" if status == 500 else "warning")
    assert ("Traceback" in line.get("exception", "")) == (status == 500)
