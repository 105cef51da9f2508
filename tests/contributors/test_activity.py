"""When people were last active in an organization."""

from datetime import timedelta

import pytest

from accounts.audit.events import Event
from accounts.models import AuditEntry
from contributors.activity import last_active
from lib import clock
from organizations.models import Organization, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _old(cast):
    """Have the organizations exist for an hour."""
    created_at = clock.now() - timedelta(hours=1)
    Organization.objects.update(created_at=created_at)
    cast.sandbox.created_at = cast.pair.production.created_at = created_at


def acted(user, organization, minutes_ago, event=Event.CONSOLE_REQUEST_SENT):
    created_at = clock.now() - timedelta(minutes=minutes_ago)
    AuditEntry.objects.create(event=event, actor=user, organization=organization.pk, created_at=created_at)
    return created_at


def visited(user, organization, minutes_ago):
    visited_at = clock.now() - timedelta(minutes=minutes_ago)
    Visit.objects.create(user=user, organization=organization, visited_at=visited_at)
    return visited_at


def test_it_is_the_latest_of_visits_console_requests_and_other_actions(cast):
    acted(cast.adam, cast.sandbox, 30)
    visited(cast.adam, cast.sandbox, 20)
    latest_call = acted(cast.adam, cast.sandbox, 10)
    visited(cast.victor, cast.sandbox, 5)
    renamed = acted(cast.victor, cast.sandbox, 1, Event.ORGANIZATION_RENAMED)
    only_visit = visited(cast.tess, cast.sandbox, 3)
    users = [cast.adam, cast.victor, cast.tess]
    assert last_active(cast.sandbox, [user.pk for user in users]) == {
        cast.adam.pk: latest_call,
        cast.victor.pk: renamed,
        cast.tess.pk: only_visit,
    }


def test_other_organizations_and_people_who_did_nothing_do_not_count(cast):
    acted(cast.adam, cast.pair.production, 1)
    visited(cast.adam, cast.pair.production, 1)
    visited(cast.victor, cast.sandbox, 1)
    assert last_active(cast.sandbox, [cast.adam.pk, cast.ida.pk]) == {}


def test_what_happened_to_an_earlier_organization_with_that_id_does_not_count(cast):
    acted(cast.adam, cast.sandbox, 61)
    assert last_active(cast.sandbox, [cast.adam.pk]) == {}


def test_a_page_of_people_takes_one_query(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        last_active(cast.sandbox, [user.pk for user in cast.users.values()])
