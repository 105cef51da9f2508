"""`manage.py remove_contributor`."""

import pytest
from django.core.management import CommandError, call_command

from accounts.audit.events import Event
from accounts.models import AuditEntry, User
from contributors.access_settings import AccessSettings
from contributors.invitations.sending import invite
from contributors.models import AccessGrant
from tests.cast import create_access, create_user


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


def test_a_contributor_without_a_username_is_removed_by_email(cast, capsys):
    kim = create_user("kim")
    User.objects.filter(pk=kim.pk).update(username=None)
    create_access(cast.sandbox, ["OrderReader"], user=kim)
    call_command("remove_contributor", "acme_Sandbox", "Kim@example.com", "--reason", "Left us")
    assert capsys.readouterr().out == "Removed kim@example.com from acme_Sandbox.\n"
    assert not AccessGrant.objects.filter(user=kim).exists()


def test_the_invitation_of_an_address_is_revoked(cast, capsys):
    invite(cast.sandbox, "new@example.com", AccessSettings(), by=cast.olive)
    call_command("remove_contributor", "acme_Sandbox", "new@example.com", "--reason", "Mistake")
    assert capsys.readouterr().out == "Revoked the invitation of new@example.com to acme_Sandbox.\n"
    with pytest.raises(CommandError, match="new@example.com has no direct access to acme_Sandbox"):
        call_command("remove_contributor", "acme_Sandbox", "new@example.com", "--reason", "Mistake")


def test_a_reason_is_required(cast):
    with pytest.raises(CommandError, match="reason"):
        call_command("remove_contributor", "acme_Sandbox", "victor")
