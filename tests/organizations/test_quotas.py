"""Quotas: whose counts, what counts, and that operators change them with an audit row."""

import pytest
from django.db import IntegrityError

from accounts.audit.events import Event
from accounts.models import AuditEntry
from lib import clock
from organizations import quotas
from organizations.models import Environment, ProductionRequest, Quota
from organizations.models.quota import DEFAULT_OPEN_REQUESTS, DEFAULT_SANDBOX_ORGANIZATIONS
from tests.cast import create_operator, create_organization, create_user
from tests.login import signed_in

ADDRESS = "/admin/organizations/quota/"


@pytest.fixture
def olive(db):
    return create_user("olive")


@pytest.fixture
def oscar(client, db):
    """Oscar's browser."""
    return signed_in(client, create_operator("oscar"))


def limits(user):
    quota = quotas.quota_of(user)
    return quota.sandbox_organizations, quota.open_requests


def test_without_any_row_the_defaults_apply(olive):
    assert limits(olive) == (DEFAULT_SANDBOX_ORGANIZATIONS, DEFAULT_OPEN_REQUESTS)


def test_the_quota_of_everyone_applies_to_everyone_without_one_of_their_own(olive):
    Quota.objects.create(user=olive, sandbox_organizations=50, open_requests=0)
    Quota.objects.create(sandbox_organizations=2, open_requests=1)
    assert limits(olive) == (50, 0)
    assert limits(create_user("stan")) == (2, 1)


def test_there_is_one_quota_of_everyone(db):
    Quota.objects.create()
    with pytest.raises(IntegrityError):
        Quota.objects.create()


def test_only_sandbox_organizations_that_the_user_owns_and_that_are_not_deleted_count(olive):
    stan = create_user("stan")
    create_organization(olive, "one")
    create_organization(olive, "two", deleted_at=clock.now())
    create_organization(olive, "three", Environment.PRODUCTION)
    create_organization(stan, "four")
    assert quotas.sandbox_organizations_of(olive) == 1


def test_requests_that_were_declined_or_withdrawn_do_not_count(olive):
    for number, status in enumerate(ProductionRequest.Status):
        decided = None if status in ("pending", "withdrawn") else clock.now()
        ProductionRequest.objects.create(
            requester=olive, name="Shop", organization_id=f"shop{number}", status=status, decided_at=decided
        )
    assert quotas.open_requests_of(olive) == len(ProductionRequest.OPEN)


def test_an_operator_sets_changes_and_removes_a_quota_and_each_is_audited(oscar, olive):
    values = {"user": "OLIVE", "sandbox_organizations": "25", "open_requests": "3"}
    assert oscar.post(f"{ADDRESS}add/", values).status_code == 302
    quota = Quota.objects.get(user=olive)
    assert limits(olive) == (25, 3)
    changed = {"sandbox_organizations": "30", "open_requests": "3"}
    assert oscar.post(f"{ADDRESS}{quota.pk}/change/", changed).status_code == 302
    assert oscar.post(f"{ADDRESS}{quota.pk}/change/", changed).status_code == 302
    assert oscar.post(f"{ADDRESS}{quota.pk}/delete/", {"post": "yes"}).status_code == 302
    entries = AuditEntry.objects.filter(event=Event.QUOTA_UPDATED).order_by("pk")
    assert [(entry.actor.username, entry.target_name, entry.details) for entry in entries] == [
        (
            "oscar",
            "Quota of Olive",
            {
                "changes": {
                    "sandbox_organizations": {"from": None, "to": 25},
                    "open_requests": {"from": None, "to": 3},
                }
            },
        ),
        ("oscar", "Quota of Olive", {"changes": {"sandbox_organizations": {"from": 25, "to": 30}}}),
        ("oscar", "Quota of Olive", {"removed": True}),
    ]
    assert limits(olive) == (DEFAULT_SANDBOX_ORGANIZATIONS, DEFAULT_OPEN_REQUESTS)


def test_a_second_quota_for_everyone_or_for_one_user_is_refused_with_a_sentence(oscar, olive):
    for user in ("", "olive"):
        values = {"user": user, "sandbox_organizations": "1", "open_requests": "1"}
        assert oscar.post(f"{ADDRESS}add/", values).status_code == 302
        again = oscar.post(f"{ADDRESS}add/", values)
        assert "already" in again.content.decode()
    assert Quota.objects.count() == 2


def test_an_unknown_username_is_refused(oscar, olive):
    values = {"user": "stranger", "sandbox_organizations": "1", "open_requests": "1"}
    page = oscar.post(f"{ADDRESS}add/", values).content.decode()
    assert "No user has the username stranger." in page
    assert not Quota.objects.exists()


@pytest.mark.parametrize("wrong", ["-1", "many", "99999999999999999999"])
def test_a_quota_that_is_no_count_is_refused(oscar, olive, wrong):
    values = {"user": "OLIVE", "sandbox_organizations": wrong, "open_requests": "3"}
    assert oscar.post(f"{ADDRESS}add/", values).status_code == 200
    assert not Quota.objects.exists()
