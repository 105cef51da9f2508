"""`manage.py link_staging` with organizations of two owners."""

from django.core.management import call_command


def test_linking_organizations_of_two_owners_reports_that_restores_are_on_hold(cast, staging_owner, capsys):
    call_command("link_staging", "acme_Staging", "acme")
    assert "Restores are on hold until the owner or an admin of acme allows them" in capsys.readouterr().out
