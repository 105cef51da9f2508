"""`manage.py remove_contributor`."""

import pytest
from django.core.management import CommandError, call_command

from accounts.audit.events import Event
from accounts.models import AuditEntry
from contributors.models import AccessGrant


def test_direct_access_ends_with_the_reason_in_the_audit_log(cast, capsys):
    arguments = (
        "remove_contributor",
        "acme_Sandbox",
        "victor",
        "--as",
        "oscar",
        "--reason",
        "Left us",
    )
    call_command(*arguments)
    assert capsys.readouterr().out == "Removed victor from acme_Sandbox.\n"
    assert not AccessGrant.objects.filter(organization=cast.sandbox, user=cast.victor).exists()
    entry = AuditEntry.objects.get(event=Event.CONTRIBUTOR_REMOVED)
    assert entry.details["reason"] == "Left us"
    with pytest.raises(CommandError, match="victor has no direct access to acme_Sandbox"):
        call_command(*arguments)


def test_an_invitation_is_revoked(cast, capsys):
    call_command("remove_contributor", "acme_Sandbox", "ida", "--as", "oscar", "--reason", "Mistake")
    assert capsys.readouterr().out == "Revoked the invitation of ida to acme_Sandbox.\n"


def test_a_reason_is_required(cast):
    with pytest.raises(CommandError, match="reason"):
        call_command("remove_contributor", "acme_Sandbox", "victor")
