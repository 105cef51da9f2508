"""Invitations expire after 14 days, with a reminder 3 days before."""

from datetime import timedelta

import pytest

from accounts.models import OutgoingMail
from contributors.access_settings import AccessSettings
from contributors.invitations import expiry
from contributors.invitations.sending import invite, invite_member
from contributors.models import AccessGrant, TeamMember
from lib import clock
from portal.schedule import BEAT_SCHEDULE
from tests.concurrency import run_concurrently

READ = AccessSettings.create(["ProductReader"])


def in_days(row, days: float) -> None:
    type(row).objects.filter(pk=row.pk).update(expires_at=clock.now() + timedelta(days=days))


@pytest.fixture
def grant(cast) -> AccessGrant:
    AccessGrant.objects.filter(accepted_at=None).delete()
    grant = invite(cast.sandbox, "dana@example.com", READ, by=cast.adam)
    OutgoingMail.objects.all().delete()
    return grant


def test_a_reminder_is_sent_once_three_days_before_the_end(grant):
    in_days(grant, 3.1)
    assert expiry.remind() == 0
    in_days(grant, 2.9)
    assert (expiry.remind(), expiry.remind()) == (1, 0)
    mail = OutgoingMail.objects.get()
    assert mail.recipients == ["dana@example.com"]
    assert mail.subject == "Your invitation to Acme (Sandbox) expires soon"
    assert "/invitations/link/" in mail.text


def test_nobody_is_reminded_of_what_has_ended(cast, grant):
    in_days(grant, -1)
    assert expiry.remind() == 0
    in_days(grant, 1)
    AccessGrant.objects.filter(pk=grant.pk).update(accepted_at=clock.now(), user=cast.stan, email="")
    assert expiry.remind() == 0


def test_nobody_is_reminded_of_a_deleted_organization(cast, grant):
    in_days(grant, 1)
    cast.sandbox.deleted_at = clock.now()
    cast.sandbox.save()
    assert expiry.remind() == 0


def test_invitations_to_a_team_and_of_a_team_are_reminded_of(cast, grant):
    in_days(invite(cast.sandbox, cast.stan, READ, by=cast.adam), 1)
    in_days(invite_member(cast.team, cast.stan, is_admin=False, by=cast.olive), 1)
    OutgoingMail.objects.all().delete()
    assert expiry.remind() == 2
    subjects = {mail.subject for mail in OutgoingMail.objects.all()}
    assert "Your invitation to team Traders expires soon" in subjects


def test_expired_invitations_are_deleted_30_days_later(cast, grant):
    member = invite_member(cast.team, cast.stan, is_admin=False, by=cast.olive)
    in_days(grant, -29)
    in_days(member, -31)
    assert expiry.purge_expired() == 1
    assert AccessGrant.objects.filter(pk=grant.pk).exists()
    assert not TeamMember.objects.filter(pk=member.pk).exists()
    assert AccessGrant.objects.accepted().exists()


def test_a_reminder_that_cannot_be_made_keeps_no_other_back(cast, grant, monkeypatch):
    member = invite_member(cast.team, cast.stan, is_admin=False, by=cast.olive)
    in_days(grant, 1)
    in_days(member, 2)
    OutgoingMail.objects.all().delete()
    send = expiry.send_reminder

    def fail_for_dana(invitation, url):
        if invitation == grant:
            raise ValueError("a secret")
        send(invitation, url)

    with monkeypatch.context() as patch:
        patch.setattr(expiry, "send_reminder", fail_for_dana)
        assert expiry.remind() == 1
    assert OutgoingMail.objects.get().recipients == ["stan@example.com"]
    assert expiry.remind() == 1  # once it can be made, it is sent


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_reminder(grant):
    in_days(grant, 1)
    run_concurrently([expiry.remind, expiry.remind])
    assert OutgoingMail.objects.count() == 1


def test_the_schedule_reminds_hourly():
    assert BEAT_SCHEDULE["remind-of-invitations"]["schedule"] == timedelta(hours=1)


def test_the_reminder_of_someone_whose_account_is_deleted_names_no_operator(cast, grant):
    AccessGrant.objects.filter(pk=grant.pk).update(invited_by=None)
    in_days(grant, 2)
    assert expiry.remind() == 1
    text = OutgoingMail.objects.get().text
    assert "Someone" in text
    assert "operator" not in text
