"""Who may accept or decline an invitation, and what they have then."""

from contextlib import suppress

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.audit.events import Event
from accounts.models import AuditEntry, Notice, User
from contributors.access_settings import AccessSettings
from contributors.effective_access import effective_access
from contributors.invitations.response import accept, decline
from contributors.invitations.sending import invite, invite_member, revoke
from contributors.models import AccessGrant, TeamMember
from lib import clock
from organizations.access import visible_to
from organizations.models import Organization
from tests.cast import create_access, create_team
from tests.concurrency import run_concurrently

READ = AccessSettings.create(["ProductReader"], ["impersonate_buyer"])


@pytest.fixture
def idas(cast):
    """Ida's invitation, which Adam sent."""
    AccessGrant.objects.filter(user=cast.ida).update(invited_by=cast.adam)
    return AccessGrant.objects.get(user=cast.ida, organization=cast.sandbox)


def test_the_invited_user_accepts_and_has_exactly_what_was_granted(cast):
    grant = invite(cast.sandbox, cast.stan, READ, by=cast.adam)
    assert accept(grant, by=cast.stan) == grant
    access = effective_access(cast.stan, cast.sandbox)
    assert access.settings == READ
    assert set(visible_to(cast.stan)) == {cast.sandbox}
    grant.refresh_from_db()
    assert (grant.token_digest, grant.expires_at) == ("", None)


@pytest.mark.parametrize("activity", [accept, decline])
@pytest.mark.parametrize("who", ["olive", "adam", "victor", "stan", "oscar"])
@pytest.mark.parametrize("by_link", [True, False])
def test_no_one_else_responds_to_an_invitation_of_a_user_even_with_its_link(
    cast, idas, activity, who, by_link
):
    with pytest.raises(PermissionDenied):
        activity(idas, by=cast.users[who], by_link=by_link)
    idas.refresh_from_db()
    assert not idas.is_accepted


def test_an_address_is_accepted_by_the_account_that_has_it(cast):
    grant = invite(cast.sandbox, "STAN@example.com", READ, by=cast.adam)
    accept(grant, by=cast.stan)
    grant.refresh_from_db()
    assert (grant.user, grant.email) == (cast.stan, "")


def test_an_address_is_accepted_by_another_account_only_with_the_link(cast):
    grant = invite(cast.sandbox, "dana@example.com", READ, by=cast.adam)
    with pytest.raises(PermissionDenied):
        accept(grant, by=cast.stan)
    accept(grant, by=cast.stan, by_link=True)
    assert AuditEntry.objects.get(event=Event.INVITATION_ACCEPTED).details == {"invitee": "dana@example.com"}
    assert effective_access(cast.stan, cast.sandbox).settings == READ


def test_someone_with_direct_access_keeps_it_and_gets_what_is_new(cast):
    held = AccessGrant.objects.get(user=cast.victor, organization=cast.sandbox)
    wanted = AccessSettings.create(["OrderAdmin"], ["is_admin"])
    invitation = invite(cast.sandbox, "victor@example.com", wanted, by=cast.olive)
    assert accept(invitation, by=cast.victor) == held
    assert not AccessGrant.objects.filter(pk=invitation.pk).exists()
    held.refresh_from_db()
    assert set(held.roles) == {"OrderAdmin", "BuyerReader", "CategoryReader", "ProductReader"}
    assert held.is_admin
    assert held.version == 2
    assert held.origins["OrderAdmin"][0] == cast.olive.pk


def test_an_address_and_a_user_invitation_of_one_person_become_one_grant(cast, idas):
    other = invite(cast.sandbox, "ida@example.com", READ, by=cast.adam)
    accept(other, by=cast.ida)
    access = effective_access(cast.ida, cast.sandbox)
    assert access.roles == ("BuyerReader", "CategoryReader", "ProductReader")
    assert access.impersonation_kinds == {"buyer"}
    assert AccessGrant.objects.filter(organization=cast.sandbox, user=cast.ida).count() == 1


def test_the_owner_has_nothing_to_accept(cast):
    grant = invite(cast.sandbox, "olive@example.com", READ, by=cast.adam)
    with pytest.raises(ValidationError, match="You own acme_Sandbox"):
        accept(grant, by=cast.olive)


def test_an_expired_invitation_is_not_accepted_and_says_whom_to_ask(cast, idas):
    AccessGrant.objects.filter(pk=idas.pk).update(expires_at=clock.now())
    with pytest.raises(ValidationError, match=r"has expired\. Ask Adam to send it again\."):
        accept(idas, by=cast.ida)
    decline(idas, by=cast.ida)


@pytest.mark.parametrize("activity", [accept, decline])
def test_a_revoked_invitation_is_gone(cast, idas, activity):
    revoke(idas, by=cast.adam)
    with pytest.raises(ValidationError, match="declined or revoked"):
        activity(idas, by=cast.ida)
    assert not visible_to(cast.ida).exists()


@pytest.mark.parametrize("activity", [accept, decline])
def test_an_invitation_of_a_deleted_organization_is_gone(cast, idas, activity):
    Organization.objects.filter(pk="acme_Sandbox").update(deleted_at=clock.now())
    with pytest.raises(ValidationError, match="acme_Sandbox is deleted"):
        activity(idas, by=cast.ida)


def test_an_account_that_was_deactivated_meanwhile_accepts_nothing(cast, idas):
    cast.ida.is_active = False
    with pytest.raises(PermissionDenied):
        accept(idas, by=cast.ida)


def test_an_invitation_ends_with_the_account_that_was_invited(cast, idas):
    User.objects.filter(pk=cast.ida.pk).delete()
    assert not AccessGrant.objects.filter(pk=idas.pk).exists()


def test_an_invitation_outlives_the_account_that_sent_it(cast, idas):
    AccessGrant.objects.filter(pk=idas.pk).update(invited_by=None)
    accept(idas, by=cast.ida)
    assert set(visible_to(cast.ida)) == {cast.sandbox}


def test_the_inviter_is_told_of_the_response_with_its_note(cast, idas):
    decline(idas, by=cast.ida, note=" Wrong Ida. ")
    assert not AccessGrant.objects.filter(pk=idas.pk).exists()
    notice = Notice.objects.get(user=cast.adam)
    assert notice.sentence == "Ida declined your invitation and wrote: “Wrong Ida.”"
    other = AccessGrant.objects.get(user=cast.ida, organization=cast.pair.production)
    accept(other, by=cast.ida)
    assert Notice.objects.filter(user=cast.adam).latest("pk").sentence == "Ida accepted your invitation."
    events = set(AuditEntry.objects.filter(actor=cast.ida).values_list("event", flat=True))
    assert events == {Event.INVITATION_ACCEPTED, Event.INVITATION_DECLINED}


def test_an_invitation_to_the_account_that_is_accepted_together_is_recorded_too(cast):
    to_account = invite(cast.sandbox, cast.stan, AccessSettings.create(["OrderAdmin"]), by=cast.olive)
    to_address = invite(cast.sandbox, cast.stan.email, READ, by=cast.adam)
    grant = accept(to_address, by=cast.stan)
    assert (grant.pk, grant.roles) == (to_account.pk, ["ProductReader", "OrderAdmin"])
    accepted = AuditEntry.objects.filter(event=Event.INVITATION_ACCEPTED, actor=cast.stan)
    assert {entry.details["invitee"] for entry in accepted} == {"stan@example.com", "Stan"}


@pytest.mark.parametrize("by_link", [False, True])
def test_declining_an_invitation_to_an_address_names_the_account_to_no_one_else(cast, by_link):
    address = "typed@example.com" if by_link else cast.stan.email
    for invitation in (
        invite(cast.sandbox, address, READ, by=cast.adam),
        invite_member(cast.team, address, is_admin=False, by=cast.olive),
    ):
        decline(invitation, by=cast.stan, by_link=by_link)
        notice = Notice.objects.latest("pk")
        assert notice.sentence == f"{address} declined your invitation."
    declined = AuditEntry.objects.filter(event=Event.INVITATION_DECLINED)
    others = declined.exclude(actor=cast.stan)
    assert others.count() == 2
    for entry in others:
        assert (entry.actor, entry.actor_name, entry.ip, entry.user_agent) == (None, "Someone", None, "")
        assert (entry.organization or entry.target_type) in {"acme_Sandbox", "team"}
        assert entry.details["invitee"] == address
    assert {entry.organization for entry in declined.filter(actor=cast.stan)} == {""}


def test_a_long_note_is_refused(cast, idas):
    with pytest.raises(ValidationError, match="at most 500"):
        decline(idas, by=cast.ida, note="x" * 501)


@pytest.mark.django_db(transaction=True)
def test_accepting_and_revoking_at_the_same_time_has_one_result(cast, idas):
    outcomes = []

    def call(activity, by):
        try:
            activity(idas, by=by)
            outcomes.append("done")
        except ValidationError as error:
            outcomes.extend(error.messages)

    run_concurrently([lambda: call(accept, cast.ida), lambda: call(revoke, cast.adam)])
    accepted = AccessGrant.objects.filter(pk=idas.pk, accepted_at__isnull=False).exists()
    sentence = "accepted already" if accepted else "declined or revoked"
    assert outcomes.count("done") == 1
    assert any(sentence in outcome for outcome in outcomes)


@pytest.mark.django_db(transaction=True)
def test_two_invitations_of_one_person_accepted_at_the_same_time_become_one_grant(cast, idas):
    other = invite(cast.sandbox, "ida@example.com", READ, by=cast.adam)

    def call(invitation):
        with suppress(ValidationError):  # the other one has settled it
            accept(invitation, by=cast.ida)

    run_concurrently([lambda: call(idas), lambda: call(other)])
    grant = AccessGrant.objects.get(organization=cast.sandbox, user=cast.ida)
    assert grant.is_accepted
    assert grant.impersonate_buyer


def test_a_team_admin_accepts_for_the_team_and_its_members_have_access(cast):
    team = create_team(cast.stan, "Crew", cast.ida)
    grant = invite(cast.sandbox, team, READ, by=cast.adam)
    with pytest.raises(PermissionDenied):
        accept(grant, by=cast.ida)
    assert not visible_to(cast.ida).exists()
    accept(grant, by=cast.stan)
    assert set(visible_to(cast.ida)) == {cast.sandbox}
    assert Notice.objects.get(user=cast.adam).sentence == "Stan for team Crew accepted your invitation."


def test_an_invited_member_joins_and_gets_the_access_of_the_team(cast):
    member = invite_member(cast.team, cast.stan, is_admin=False, by=cast.olive)
    assert not visible_to(cast.stan).exists()
    accept(member, by=cast.stan)
    assert set(visible_to(cast.stan)) == set(cast.organizations)


def test_a_member_invited_by_address_as_an_admin_becomes_one(cast):
    invitation = invite_member(cast.team, "tess@example.com", is_admin=True, by=cast.olive)
    accept(invitation, by=cast.tess)
    assert TeamMember.objects.get(team=cast.team, user=cast.tess).is_admin
    assert not TeamMember.objects.filter(pk=invitation.pk).exists()


def test_a_grant_through_a_team_stays_beside_the_direct_one(cast):
    create_access(cast.sandbox, ["OrderReader"], user=cast.tess, accepted=False)
    accept(AccessGrant.objects.get(user=cast.tess), by=cast.tess)
    assert len(effective_access(cast.tess, cast.sandbox).grants) == 2


def test_the_other_admins_of_a_team_are_told_who_joined_and_where_to_look(cast):
    TeamMember.objects.filter(team=cast.team, user=cast.tess).update(is_admin=True)
    member = invite_member(cast.team, cast.stan, is_admin=True, by=cast.olive)
    accept(member, by=cast.stan)
    told = {(notice.user, notice.kind, notice.sentence, notice.url) for notice in Notice.objects.all()}
    page = "/teams/traders/"
    assert told == {
        (cast.olive, "invitation_answered", "Stan accepted your invitation.", page),
        (cast.tess, "team_changed", "Stan joined team Traders.", page),
    }
