"""Invitations that are sent again or revoked."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.audit.events import Event
from accounts.models import AuditEntry, OutgoingMail
from contributors.access_settings import AccessSettings
from contributors.grants.limits import NotGrantable
from contributors.invitations.links import invitation_of
from contributors.invitations.sending import invite, resend, revoke
from contributors.models import AccessGrant, AccessPolicy
from lib import clock

READ = AccessSettings.create(["ProductReader"])


def last_token() -> str:
    """Return the token of the link in the latest email."""
    return re.search(r"/invitations/link/([^/]+)/", OutgoingMail.objects.latest("pk").text)[1]


def test_sending_again_makes_a_new_link_and_kills_the_old_one(cast):
    grant = invite(cast.sandbox, cast.stan, READ, by=cast.adam)
    old = last_token()
    AccessGrant.objects.filter(pk=grant.pk).update(expires_at=clock.now(), reminded_at=clock.now())
    resend(grant, by=cast.olive)
    grant.refresh_from_db()
    assert invitation_of(old) is None
    assert invitation_of(last_token()) == grant
    assert (grant.is_expired, grant.reminded_at) == (False, None)
    assert AuditEntry.objects.get(event=Event.INVITATION_RESENT).details == {"invitee": "Stan"}


def test_revoking_deletes_the_invitation_and_its_link(cast):
    grant = invite(cast.sandbox, "dana@example.com", READ, by=cast.adam)
    revoke(grant, by=cast.olive)
    assert invitation_of(last_token()) is None
    assert not AccessGrant.objects.filter(pk=grant.pk).exists()
    assert AuditEntry.objects.get(event=Event.INVITATION_REVOKED).details == {"invitee": "dana@example.com"}


@pytest.mark.parametrize("activity", [resend, revoke])
def test_only_those_who_may_invite_send_again_and_revoke(cast, activity):
    grant = AccessGrant.objects.get(user=cast.ida, organization=cast.sandbox)
    for who in ("tess", "victor", "ida", "stan"):
        with pytest.raises(PermissionDenied):
            activity(grant, by=cast.users[who])


@pytest.mark.parametrize("activity", [resend, revoke])
def test_what_was_accepted_or_is_gone_meanwhile_stays_as_it_is(cast, activity):
    grant = AccessGrant.objects.get(user=cast.ida, organization=cast.sandbox)
    AccessGrant.objects.filter(pk=grant.pk).update(accepted_at=clock.now())
    with pytest.raises(ValidationError, match="accepted already"):
        activity(grant, by=cast.adam)
    AccessGrant.objects.filter(pk=grant.pk).delete()
    with pytest.raises(ValidationError, match="declined or revoked"):
        activity(grant, by=cast.adam)


def test_a_limited_admin_sends_again_what_they_lack_only_while_it_can_be_accepted(cast):
    AccessPolicy.objects.create(organization=cast.sandbox, admins_grant_own_access_only=True)
    wanted = AccessSettings.create(["OrderAdmin"], ["impersonate_buyer"])
    grant = invite(cast.sandbox, cast.stan, wanted, by=cast.olive)
    resend(grant, by=cast.adam)
    AccessGrant.objects.filter(pk=grant.pk).update(expires_at=clock.now())
    with pytest.raises(NotGrantable, match="^Admins of Acme .* hold: OrderAdmin, act as buyer users.$"):
        resend(grant, by=cast.adam)
    resend(grant, by=cast.olive)
