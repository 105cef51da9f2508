"""Renaming is for admins and the owner, and leaves a trace."""

from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from accounts.audit.events import Event
from accounts.models import AuditEntry
from organizations import deletion
from organizations.models import Organization
from organizations.renaming import rename
from tests.concurrency import run_concurrently


@pytest.mark.parametrize("who", ["olive", "adam"])
def test_owner_and_admin_rename_and_it_is_audited(cast, who):
    rename(cast.sandbox, "  Acme Tools ", by=cast.users[who])
    cast.sandbox.refresh_from_db()
    entry = AuditEntry.objects.get(event=Event.ORGANIZATION_RENAMED)
    assert cast.sandbox.name == "Acme Tools"
    assert (entry.actor, entry.details) == (cast.users[who], {"before": "Acme", "after": "Acme Tools"})


@pytest.mark.parametrize("who", ["tess", "victor", "ida", "stan", "oscar"])
def test_other_contributors_cannot_rename(cast, who):
    with pytest.raises(PermissionDenied):
        rename(cast.sandbox, "Mine", by=cast.users[who])
    cast.sandbox.refresh_from_db()
    assert cast.sandbox.name == "Acme"


def test_a_former_owner_does_not_rename_what_was_transferred_meanwhile(cast):
    Organization.objects.filter(pk=cast.sandbox.pk).update(owner=cast.stan)
    with pytest.raises(PermissionDenied):
        rename(cast.sandbox, "Mine", by=cast.olive)
    assert Organization.objects.get(pk=cast.sandbox.pk).name == "Acme"


def test_what_was_deleted_meanwhile_is_not_renamed(cast):
    opened_before = Organization.objects.get(pk=cast.sandbox.pk)
    deletion.delete(cast.sandbox, by=cast.olive)
    with pytest.raises(ValidationError, match="is deleted"):
        rename(opened_before, "Too late", by=cast.olive)
    assert Organization.objects.get(pk=cast.sandbox.pk).name == "Acme"


@pytest.mark.parametrize("name", ["", "   ", "x" * 101])
def test_an_invalid_name_is_rejected_and_nothing_changes(cast, name):
    with pytest.raises(ValidationError):
        rename(cast.sandbox, name, by=cast.olive)
    cast.sandbox.refresh_from_db()
    assert cast.sandbox.name == "Acme"


def test_an_unchanged_name_is_not_audited(cast):
    rename(cast.sandbox, "Acme", by=cast.olive)
    assert not AuditEntry.objects.filter(event=Event.ORGANIZATION_RENAMED).exists()


@pytest.mark.django_db(transaction=True)
def test_renames_at_the_same_time_are_recorded_one_after_the_other(cast):
    def renaming(name: str):
        organization = Organization.objects.get(pk="acme")
        return lambda: (rename(organization, name, by=cast.adam), connection.close())

    run_concurrently([renaming(name) for name in ("One", "Two", "Two", "One")])
    entries = AuditEntry.objects.filter(event=Event.ORGANIZATION_RENAMED).order_by("pk")
    names = [(entry.details["before"], entry.details["after"]) for entry in entries]
    assert names[0][0] == "Acme"
    assert all(after == before for (_, after), (before, _) in pairwise(names))
    assert names[-1][1] == Organization.objects.get(pk="acme").name
