"""The transfer command."""

import pytest
from django.core.management import CommandError, call_command

from accounts.audit.events import Event
from accounts.models import AuditEntry, OutgoingMail
from organizations.access import visible_to
from organizations.models import Organization


def test_an_operator_transfers_by_command_with_a_reason(cast, capsys):
    call_command("transfer_organization", "ACME", "Adam", "--as", "oscar", "--reason", "Olive left")
    assert capsys.readouterr().out == "Transferred acme and acme_Staging to adam.\n"
    entry = AuditEntry.objects.filter(event=Event.ORGANIZATION_TRANSFERRED).first()
    assert (entry.actor, entry.details["reason"]) == (cast.oscar, "Olive left")
    assert visible_to(cast.olive).count() == 3
    for mail in OutgoingMail.objects.all():
        assert "An operator of this portal" in mail.text


def test_the_former_owner_leaves_if_told_so(cast):
    call_command("transfer_organization", "acme", "adam", "--leave", "--reason", "Olive left")
    assert list(visible_to(cast.olive).values_list("pk", flat=True)) == ["acme_Sandbox"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("acme", "stan", "--reason", "x"), "Stan doesn't contribute to acme or acme_Staging"),
        (("acme", "ida", "--reason", "x"), "hasn't accepted"),
        (("acme", "nobody", "--reason", "x"), "No user has the username nobody"),
        (("nowhere", "adam", "--reason", "x"), "There is no organization nowhere"),
        (("acme", "adam"), "--reason"),
        (("acme", "adam", "--reason", " "), "The reason is blank"),
    ],
)
def test_a_transfer_that_is_not_possible_is_explained(cast, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("transfer_organization", *arguments)
    assert set(Organization.objects.values_list("owner__username", flat=True)) == {"olive"}
