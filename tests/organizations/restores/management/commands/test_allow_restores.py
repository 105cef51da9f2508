"""`manage.py allow_restores`: who can grant and revoke the permission."""

import pytest
from django.core.management import CommandError, call_command

from organizations.restores import permission as restore_permission


def test_the_command_grants_and_revokes_for_authorized_users(cast, staging_owner, capsys):
    call_command("allow_restores", "acme_Staging", by="olive")
    assert restore_permission.active_permission(cast.pair).granted_by == cast.olive
    call_command("allow_restores", "acme_Staging", by="adam", revoke=True)
    assert restore_permission.active_permission(cast.pair) is None
    assert capsys.readouterr().out.splitlines()[0] == "Restores of acme_Staging from acme are allowed."


@pytest.mark.parametrize(
    ("staging", "by", "message"),
    [
        ("acme_Staging", "sten", "neither the owner nor an admin of acme"),
        ("acme_Staging", "missing", "No user has the username"),
        ("nowhere", "olive", "no organization nowhere"),
    ],
)
def test_the_command_rejects_other_users(cast, staging_owner, staging, by, message):
    with pytest.raises(CommandError, match=message):
        call_command("allow_restores", staging, by=by)
    assert restore_permission.active_permission(cast.pair) is None
