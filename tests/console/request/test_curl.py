"""A request as a curl command: a shell and curl make the same call of it, and the token is not in it."""

import json
import shutil
import subprocess

import pytest

from console.openapi.catalogue import Catalogue
from console.openapi.document import Document
from console.request.curl import curl_command, quote_for_shell
from console.request.request import Call, Request

TRICKY = [
    "plain",
    "it's",
    'a "quoted" word',
    "$HOME `date` \\ ! ; & | < > ( ) * ? [a-b] {x,y} ~ #",
    "Größe 5 ″ – 漢字 🙂",
    "two\nlines\tand a tab",
    "a\rb\x1b[0m\x7f",
    "--option",
    "@file",
    "",
    "%41 %",
]


def call(**fields) -> Call:
    known = {"method": "GET", "path": "/products", "unversioned": False, "query": (), "headers": ()}
    return Call(**{**known, "body": None, **fields})


@pytest.mark.parametrize("text", TRICKY)
def test_a_shell_reads_a_quoted_text_as_one_unchanged_word(text):
    printed = subprocess.run(
        ["bash", "-c", f"printf '%s' {quote_for_shell(text)}"], capture_output=True, check=True
    )
    assert printed.stdout.decode() == text


def test_the_token_is_a_variable_of_the_shell():
    command = curl_command(call(), "https://api.example/v1")
    assert command == (
        "curl --globoff https://api.example/v1/products \\\n"
        '  --header "Authorization: Bearer $ORDERCLOUD_TOKEN"'
    )


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("text", [text for text in TRICKY if text])
def test_curl_sends_what_the_console_would_send(recorder, text):
    raw = [
        {"name": "thing", "in": "path"},
        {"name": "search", "in": "query", "schema": {"type": "string"}},
        {"name": "filters", "in": "query", "schema": {"type": "object"}},
    ]
    body = {"content": {"application/json": {"schema": {"type": "object", "properties": {"Name": {}}}}}}
    document = {"paths": {"/things/{thing}": {"put": {"parameters": raw, "requestBody": body}}}}
    operation = Catalogue(Document(document)).operations[0]
    request = Request(
        operation,
        {
            "path.thing": [text],
            "query.search": [text],
            "query.filters~0~key": ["xp.Brand"],
            "query.filters~0": [text],
            "body~json": [json.dumps({"Name": text}, ensure_ascii=False)],
        },
    )
    command = curl_command(request.call, f"{recorder.url}/v1")
    subprocess.run(
        ["bash", "-c", command], env={"ORDERCLOUD_TOKEN": "abc"}, check=True, capture_output=True, timeout=20
    )
    (arrival,) = recorder.arrivals
    assert arrival.method == "PUT"
    assert arrival.target == f"/v1{request.call.path_and_query}"
    assert arrival.headers["Authorization"] == "Bearer abc"
    assert arrival.headers["Content-Type"] == "application/json; charset=utf-8"
    assert arrival.body == request.call.body
    assert json.loads(arrival.body) == {"Name": text}


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("body", ["@/etc/passwd", '{"a": "\'"}', '{\n  "a": 1\n}', '"\x7f"'])
@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_curl_sends_any_body_and_header(recorder, body, method):
    headers = (("X-Trace", "it's"), ("X-Empty", ""))
    made = call(method=method, body=body.encode(), headers=headers)
    subprocess.run(
        ["bash", "-c", curl_command(made, recorder.url)], check=True, capture_output=True, timeout=20
    )
    (arrival,) = recorder.arrivals
    assert (arrival.method, arrival.body.decode().strip()) == (method, body.strip())
    assert (arrival.headers["X-Trace"], arrival.headers["X-Empty"]) == ("it's", "")
