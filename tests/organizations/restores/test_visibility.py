"""Who sees the records of a restore: users with a role to read the resource in both organizations."""

import json

from contributors.models import AccessGrant
from organizations.access import roles_of
from organizations.restores.models import Restore, RestoreFinding
from organizations.restores.report import Report
from organizations.restores.visibility import Visibility
from tests.cast import create_access, create_user


def test_reading_requires_the_role_in_both_organizations(cast):
    visible = Visibility(cast.victor, cast.pair)
    assert visible.allows("Products")
    assert not visible.allows("Webhooks")
    AccessGrant.objects.filter(user=cast.victor, organization=cast.pair.production).delete()
    assert not Visibility(cast.victor, cast.pair).allows("Products")


def test_the_owner_sees_everything_and_other_users_nothing(cast):
    assert Visibility(cast.olive, cast.pair).allows("Webhooks")
    assert not Visibility(cast.stan, cast.pair).allows("Products")


def test_undeclared_resources_are_shown_with_full_access_only(cast):
    assert Visibility(cast.olive, cast.pair).allows("Novelties")
    assert not Visibility(cast.victor, cast.pair).allows("Novelties")


def test_roles_count_from_a_team_and_not_from_an_invitation(cast):
    assert "ProductAdmin" in roles_of(cast.tess, cast.pair.staging)
    assert not roles_of(cast.ida, cast.pair.staging)


def test_a_deactivated_user_has_no_roles(cast):
    cast.victor.is_active = False
    assert not roles_of(cast.victor, cast.pair.staging)


def test_the_report_shows_each_reader_only_readable_records(cast):
    webmaster = create_user("wendy")
    for organization in (cast.pair.production, cast.pair.staging):
        create_access(organization, ["WebhookReader"], user=webmaster)
    restore = Restore.objects.create(pair=cast.pair, state="finished", trigger="manual")
    for resource, record in (("Webhooks", "mailer"), ("Products", "P1")):
        RestoreFinding.objects.create(
            restore=restore, type="drift", resource=resource, record_path=record, reason="still-different"
        )
    seen = {user: Report(restore, user) for user in (webmaster, cast.victor, cast.olive)}
    assert {
        user.username: [finding.record_path for finding in report.drift] for user, report in seen.items()
    } == {
        "wendy": ["mailer"],
        "victor": ["P1"],
        "olive": ["mailer", "P1"],
    }
    assert [(report.drift_count, report.hidden_drift_count) for report in seen.values()] == [
        (2, 1),
        (2, 1),
        (2, 0),
    ]
    assert "mailer" not in json.dumps(seen[cast.victor].as_dict(), default=str)
