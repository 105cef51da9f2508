"""Renaming is for admins and the owner, and leaves a trace."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.audit.events import Event
from accounts.models import AuditEntry
from organizations.renaming import rename


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


@pytest.mark.parametrize("name", ["", "   ", "x" * 101])
def test_an_invalid_name_is_rejected_and_nothing_changes(cast, name):
    with pytest.raises(ValidationError):
        rename(cast.sandbox, name, by=cast.olive)
    cast.sandbox.refresh_from_db()
    assert cast.sandbox.name == "Acme"


def test_an_unchanged_name_is_not_audited(cast):
    rename(cast.sandbox, "Acme", by=cast.olive)
    assert not AuditEntry.objects.filter(event=Event.ORGANIZATION_RENAMED).exists()
