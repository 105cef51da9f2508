"""Values of a restore are for those who may read the resource in both halves, by the document's own roles."""

import json
import re

import pytest

from contributors.models import Access
from environments.emulator.document import document
from environments.restore.manifest import BY_NAME
from organizations.access import roles_of
from organizations.restore_models import Restore, RestoreFinding
from organizations.restore_report import Report
from organizations.restore_visibility import FULL_ACCESS, READ_BY, READERS, Visibility
from tests.cast import access, person


def as_in_paths(path: str) -> str:
    """A path whose parameters have lost their names, for documents spell them otherwise."""
    return re.sub(r"{\w+}", "{}", path.strip("/")).lower()


@pytest.fixture(scope="module")
def lists() -> dict[str, set[str]]:
    """By path: the roles of which one is enough to read the list."""
    paths = json.loads(document())["paths"]
    return {
        as_in_paths(path): {
            role for way in calls["get"]["security"] for roles in way.values() for role in roles
        }
        for path, calls in paths.items()
        if "security" in calls.get("get", {})
    }


def test_every_resource_of_a_restore_is_decided_on():
    assert set(READ_BY) == set(BY_NAME)


@pytest.mark.parametrize("resource", READ_BY)
def test_the_roles_that_read_a_resource_are_those_of_the_document(resource, lists):
    assert {FULL_ACCESS, *READ_BY[resource].split()} == lists[as_in_paths(BY_NAME[resource].path)]


def test_the_token_for_production_reads_everything_and_holds_no_more_than_it_must():
    assert all(set(READERS) & set(roles.split()) for roles in READ_BY.values())
    assert FULL_ACCESS not in READERS
    assert {role for role in READERS if not role.endswith("Reader")} == {
        "MessageConfigAssignmentAdmin",
        "SetSecurityProfile",
        "XpIndexAdmin",
    }


def test_both_halves_must_let_one_read(cast):
    visible = Visibility(cast.victor, cast.pair)
    assert visible.of("Products")
    assert not visible.of("Webhooks")
    Access.objects.filter(user=cast.victor, organization=cast.pair.production).delete()
    assert not Visibility(cast.victor, cast.pair).of("Products")


def test_the_owner_sees_everything_and_a_stranger_nothing(cast):
    assert Visibility(cast.olive, cast.pair).of("Webhooks")
    assert not Visibility(cast.stan, cast.pair).of("Products")


def test_what_nobody_decided_on_is_shown_to_full_access_alone(cast):
    assert Visibility(cast.olive, cast.pair).of("Novelties")
    assert not Visibility(cast.victor, cast.pair).of("Novelties")


def test_roles_count_from_a_team_and_not_from_an_invitation(cast):
    assert "ProductAdmin" in roles_of(cast.tess, cast.pair.staging)
    assert not roles_of(cast.ida, cast.pair.staging)


def test_roles_of_somebody_who_was_deactivated_are_none(cast):
    cast.victor.is_active = False
    assert not roles_of(cast.victor, cast.pair.staging)


def test_the_report_names_to_each_reader_only_what_is_theirs_to_read(cast):
    webmaster = person("wendy")
    for half in (cast.pair.production, cast.pair.staging):
        access(half, ["WebhookReader"], user=webmaster)
    restore = Restore.objects.create(pair=cast.pair, state="finished", origin="person")
    for resource, record in (("Webhooks", "mailer"), ("Products", "P1")):
        RestoreFinding.objects.create(
            restore=restore, kind="drift", resource=resource, record=record, why="still-different"
        )
    seen = {user: Report(restore, user) for user in (webmaster, cast.victor, cast.olive)}
    assert {user.username: [each.record for each in report.drift] for user, report in seen.items()} == {
        "wendy": ["mailer"],
        "victor": ["P1"],
        "olive": ["mailer", "P1"],
    }
    assert [(report.drift_count, report.hidden_drift) for report in seen.values()] == [(2, 1), (2, 1), (2, 0)]
    assert "mailer" not in json.dumps(seen[cast.victor].as_dict(), default=str)
