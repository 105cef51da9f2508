"""Operators invite by command, by the same rules as the page."""

import pytest
from django.core.management import CommandError, call_command

from accounts.audit.events import Event
from accounts.models import AuditEntry, OutgoingMail
from contributors.access_settings import AccessSettings
from contributors.models import AccessGrant, AccessPreset


def test_a_user_is_invited_with_roles_and_permissions(cast, capsys):
    call_command(
        "invite_contributor",
        *("ACME_sandbox", "Stan", "--roles", "productadmin, OrderReader", "--admin"),
        *("--impersonate", "Seller,buyer", "--as", "oscar", "--reason", "Ticket 7"),
    )
    assert capsys.readouterr().out.startswith("Invited stan to acme_Sandbox. The invitation expires on ")
    assert AccessSettings.of(AccessGrant.objects.get(user=cast.stan)) == AccessSettings.create(
        ["ProductAdmin", "OrderReader"], ["is_admin", "impersonate_seller", "impersonate_buyer"]
    )
    entry = AuditEntry.objects.get(event=Event.CONTRIBUTOR_INVITED)
    assert (entry.actor, entry.details["reason"]) == (cast.oscar, "Ticket 7")


def test_an_address_is_invited_with_a_preset(cast):
    preset = AccessPreset.objects.exclude(roles=[]).first()
    call_command("invite_contributor", "acme", "dana@example.com", "--preset", preset.name.upper())
    assert sorted(AccessGrant.objects.get(email="dana@example.com").roles) == sorted(preset.roles)
    assert OutgoingMail.objects.get().recipients == ["dana@example.com"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("acme", "ghost"), "No user has the username ghost."),
        (("nothing", "stan"), "There is no organization nothing."),
        (("acme", "stan", "--preset", "Nonsense"), "There is no preset Nonsense. Presets: "),
        (("acme", "stan", "--roles", "ProductAdmn"), "Did you mean ProductAdmin?"),
        (("acme", "stan", "--impersonate", "robots"), "robots: use seller, supplier, buyer."),
        (("acme", "olive"), "Olive owns acme."),
        (("acme", "victor"), "Victor contributes already."),
        (("acme", "dana@"), "Enter a valid email address."),
    ],
)
def test_what_cannot_be_invited_is_an_error_that_says_why(cast, arguments, sentence):
    with pytest.raises(CommandError) as error:
        call_command("invite_contributor", *arguments)
    assert sentence in str(error.value)
    assert not OutgoingMail.objects.exists()
