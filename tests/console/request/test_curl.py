"""A request as a curl command: a shell makes the same call of it, and the token is not in it."""

import json
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


OPTIONS = {"--globoff", "--head", "--request", "--header", "--data-binary"}


def call(**fields) -> Call:
    known = {"method": "GET", "path": "/products", "unversioned": False, "query": (), "headers": ()}
    return Call(**{**known, "body": None, **fields})


def arguments_of(command: str) -> dict[str, list[str]]:
    """What curl gets from a shell: the values of its options by their names, and the URL as ""."""
    printed = subprocess.run(
        ["bash", "-c", f"curl() {{ printf '%s\\0' \"$@\"; }}\n{command}"],
        env={"ORDERCLOUD_TOKEN": "abc"},
        capture_output=True,
        check=True,
    )
    words = iter(printed.stdout.decode().split("\0")[:-1])
    found: dict[str, list[str]] = {}
    for word in words:
        flag = word in ("--globoff", "--head")
        name, value = (word, "" if flag else next(words)) if word in OPTIONS else ("", word)
        found.setdefault(name, []).append(value)
    return found


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


@pytest.mark.parametrize("text", [text for text in TRICKY if text])
def test_curl_gets_what_the_console_would_send(text):
    raw = [
        {"name": "thing", "in": "path"},
        {"name": "search", "in": "query", "schema": {"type": "string"}},
        {"name": "filters", "in": "query", "schema": {"type": "object"}},
    ]
    body = {"content": {"application/json": {"schema": {"type": "object", "properties": {"Name": {}}}}}}
    document = {"paths": {"/things/{thing}": {"put": {"parameters": raw, "requestBody": body}}}}
    operation = Catalogue(Document(document)).operations[0]
    made = Request(
        operation,
        {
            "path.thing": [text],
            "query.search": [text],
            "query.filters~0~key": ["xp.Brand"],
            "query.filters~0": [text],
            "body~json": [json.dumps({"Name": text}, ensure_ascii=False)],
        },
    ).call
    assert arguments_of(curl_command(made, "https://api.example/v1")) == {
        "--globoff": [""],
        "--request": ["PUT"],
        "": [f"https://api.example/v1{made.path_and_query}"],
        "--header": ["Authorization: Bearer abc", "Content-Type: application/json; charset=utf-8"],
        "--data-binary": [made.body.decode()],
    }


@pytest.mark.parametrize("body", ["@/etc/passwd", '{"a": "\'"}', '{\n  "a": 1\n}', '"\x7f"'])
@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_curl_gets_any_body_and_header(body, method):
    headers = (("X-Trace", "it's"), ("X-Empty", ""))
    made = call(method=method, body=body.encode(), headers=headers)
    found = arguments_of(curl_command(made, "https://api.example"))
    assert found["--request"] == [method]
    assert found["--header"][1:3] == ["X-Trace: it's", "X-Empty;"]
    assert found["--data-binary"] == [f" {body}" if body.startswith("@") else body]
