"""The audit log's events: each is named, described and recorded somewhere."""

import ast
import re
from collections.abc import Iterator

import pytest

from accounts.audit.events import Event
from accounts.audit.sentences import SENTENCES, describe, matching
from tests.architecture.repository import parsed, source

RECORDING = {"record", "entry"}
DEFINING = {"accounts/audit/events.py", "accounts/audit/sentences.py"}


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Yield every source file but those that define the events."""
    for path in source():
        if str(path) not in DEFINING:
            yield str(path), parsed(path)


def test_every_event_is_noun_dot_verb():
    assert [event for event in Event if not re.fullmatch(r"[a-z_]+\.[a-z_]+", event)] == []


def test_every_event_has_a_sentence():
    assert set(SENTENCES) == set(Event)
    assert all("{" not in describe(event, {}) for event in Event)


def test_every_event_is_recorded_somewhere():
    named = {
        node.attr
        for _path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Event"
    }
    assert {event.name for event in Event} == named


def test_only_events_are_recorded():
    literal = [
        f"{path}:{node.lineno}"
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in RECORDING
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "audit_log"
        and isinstance(node.args[0], ast.Constant | ast.JoinedStr)
    ]
    assert literal == []


@pytest.mark.parametrize(
    ("event", "details", "sentence"),
    [
        (Event.USER_SIGNED_IN, {"method": "passkey"}, "signed in"),
        (Event.SOCIAL_LINKED, {"provider": "GitHub"}, "linked GitHub"),
        (Event.SOCIAL_LINKED, {}, "linked a provider"),
        ("thing.of_an_older_version", {}, "thing.of_an_older_version"),
    ],
)
def test_a_sentence_uses_names_from_the_details(event, details, sentence):
    assert describe(event, details) == sentence


@pytest.mark.parametrize("event", Event)
def test_a_sentence_needs_no_details(event):
    assert "{" not in describe(event, {})


def test_events_are_searched_by_name_and_sentence_in_any_case():
    assert matching("Passkey.") == [
        Event.PASSKEY_ADDED,
        Event.PASSKEY_RENAMED,
        Event.PASSKEY_REMOVED,
        Event.PASSKEY_CLONE_DETECTED,
    ]
    assert matching("TURNED OFF two") == [Event.TOTP_DISABLED]
