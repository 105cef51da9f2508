"""Who may invite whom to an organization or a team, and what an invitation writes."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit.events import Event
from accounts.models import AuditEntry, Notice, OutgoingMail, User
from accounts.operators import Operator
from contributors.access_settings import AccessSettings
from contributors.grants.limits import NotGrantable
from contributors.invitations.links import invitation_of
from contributors.invitations.sending import invite, invite_member
from contributors.models import AccessGrant, AccessPolicy, TeamMember
from lib import clock, rate_limit
from organizations.access import visible_to
from organizations.deletion import delete
from organizations.models import Organization
from tests.cast import create_team, create_user
from tests.concurrency import run_concurrently

READ = AccessSettings.create(["ProductReader"])


def token_in(mail: OutgoingMail) -> str:
    return re.search(r"/invitations/link/([^/]+)/", mail.text)[1]


def last_mail() -> OutgoingMail:
    return OutgoingMail.objects.latest("pk")


@pytest.mark.parametrize("who", ["tess", "victor", "ida", "stan", "oscar"])
def test_only_the_owner_and_admins_invite(cast, who):
    with pytest.raises(PermissionDenied):
        invite(cast.sandbox, create_user("noor"), READ, by=cast.users[who])
    assert not AccessGrant.objects.filter(user__username="noor").exists()


@pytest.mark.parametrize("who", ["olive", "adam"])
def test_an_invitation_grants_nothing_before_it_is_accepted(cast, who):
    grant = invite(cast.sandbox, cast.stan, READ, by=cast.users[who], message=" For spring. ")
    assert (grant.user, grant.invited_by, grant.message) == (cast.stan, cast.users[who], "For spring.")
    assert grant.expires_at - grant.invited_at == timedelta(days=14)
    assert not visible_to(cast.stan).exists()


def test_the_email_says_who_invites_to_what_with_everything_it_grants(cast):
    wanted = AccessSettings.create(["ProductAdmin", "OrderReader"], ["is_admin", "impersonate_buyer"])
    invite(cast.pair.production, cast.stan, wanted, by=cast.adam, message="Two lines.\nAsk me.")
    mail = last_mail()
    assert mail.recipients == ["stan@example.com"]
    assert mail.subject == "Adam invited you to Acme (Production)"
    for part in (
        "Hi Stan,\n\nAdam invited you to contribute to Acme, Production (acme).",
        "- Roles: ProductAdmin, OrderReader\n- Organization admin",
        "- Act as buyer users\n",
        "> Two lines.\n> Ask me.",
        "/invitations/link/",
        "It expires on ",
    ):
        assert part in mail.text


def test_an_address_gets_the_link_and_is_not_looked_up(cast):
    """The queries of an address with an account equal those of one without."""
    counts = []
    for email in ("nobody@example.com", "stan@example.com"):
        with CaptureQueriesContext(connection) as queries:
            grant = invite(cast.sandbox, email, READ, by=cast.adam)
        counts.append([re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in queries])
        assert (grant.email, grant.user) == (email, None)
        assert last_mail().recipients == [email]
        assert "Hi,\n" in last_mail().text
        assert invitation_of(token_in(last_mail())) == grant
    assert counts[0] == counts[1]


def test_only_the_digest_of_the_link_is_stored(cast):
    grant = invite(cast.sandbox, cast.stan, READ, by=cast.adam)
    token = token_in(last_mail())
    assert token not in str(AccessGrant.objects.filter(pk=grant.pk).values())
    assert token not in str(list(AuditEntry.objects.values()))
    assert invitation_of(token) == grant
    assert invitation_of(grant.token_digest) is None


def test_an_invitation_is_audited_and_the_owner_is_told_of_what_an_admin_grants(cast):
    invite(cast.sandbox, cast.stan, READ, by=cast.adam)
    entry = AuditEntry.objects.get(event=Event.CONTRIBUTOR_INVITED)
    assert (entry.actor, entry.organization) == (cast.adam, "acme_Sandbox")
    assert entry.details == {"invitee": "Stan", "access": "1 role"}
    assert Notice.objects.get(user=cast.olive).sentence == "Adam invited Stan: 1 role."
    invite(cast.sandbox, "dana@example.com", READ, by=cast.olive)
    assert Notice.objects.filter(user=cast.olive).count() == 1


@pytest.mark.parametrize(
    ("invitee", "sentence"),
    [
        ("olive", "Olive owns acme_Sandbox."),
        ("adam", "You can't invite yourself."),
        ("victor", "Victor contributes already."),
        ("ida", "Ida is invited already."),
        ("stan", ""),
    ],
)
def test_twice_oneself_and_the_owner_are_refused(cast, invitee, sentence):
    def call():
        return invite(cast.sandbox, cast.users[invitee], READ, by=cast.adam)

    if not sentence:
        call()
        sentence = "Stan is invited already."
    with pytest.raises(ValidationError) as error:
        call()
    assert error.value.messages == [sentence]


def test_one_address_is_invited_once_in_any_case_of_letters(cast):
    invite(cast.sandbox, "dana@example.com", READ, by=cast.adam)
    with pytest.raises(ValidationError, match=r"dana@example.com is invited already\."):
        invite(cast.sandbox, " Dana@Example.com ", READ, by=cast.adam)


def test_the_own_address_is_refused(cast):
    with pytest.raises(ValidationError, match="yourself"):
        invite(cast.sandbox, "ADAM@example.com", READ, by=cast.adam)


@pytest.mark.parametrize("email", ["", "dana", "dana@", "a@b.c\nBcc: x@y.z", "x" * 260 + "@example.com"])
def test_what_is_no_address_is_refused(cast, email):
    with pytest.raises(ValidationError):
        invite(cast.sandbox, email, READ, by=cast.adam)


@pytest.mark.parametrize("email", ["olive@example.com", "victor@example.com", "ida@example.com"])
def test_an_address_of_someone_who_is_in_already_is_treated_like_any_other(cast, email):
    assert invite(cast.sandbox, email, READ, by=cast.adam).email == email


def test_a_user_whose_address_is_invited_can_be_invited(cast):
    invite(cast.sandbox, "stan@example.com", READ, by=cast.adam)
    assert invite(cast.sandbox, cast.stan, READ, by=cast.adam).user == cast.stan


def test_a_deactivated_user_is_refused(cast):
    cast.stan.is_active = False
    cast.stan.save()
    with pytest.raises(ValidationError, match="deactivated"):
        invite(cast.sandbox, cast.stan, READ, by=cast.adam)


def test_an_unknown_role_is_refused(cast):
    with pytest.raises(ValidationError, match="Did you mean ProductReader"):
        invite(cast.sandbox, cast.stan, AccessSettings(("ProductReadr",)), by=cast.adam)


def test_a_long_message_is_refused(cast):
    with pytest.raises(ValidationError, match="at most 500"):
        invite(cast.sandbox, cast.stan, READ, by=cast.adam, message="x" * 501)


def test_an_admin_of_an_organization_that_limits_them_grants_only_what_they_hold(cast):
    AccessPolicy.objects.create(organization=cast.sandbox, admins_grant_own_access_only=True)
    with pytest.raises(NotGrantable, match="OrderAdmin"):
        invite(cast.sandbox, cast.stan, AccessSettings.create(["OrderAdmin"]), by=cast.adam)
    invite(cast.sandbox, cast.stan, AccessSettings.create(["ProductAdmin"]), by=cast.adam)
    invite(cast.sandbox, "dana@example.com", AccessSettings.create(["OrderAdmin"]), by=cast.olive)


def test_an_account_that_is_deleted_meanwhile_is_not_invited(cast):
    noor = create_user("noor")
    stale = User.objects.get(pk=noor.pk)
    noor.delete()
    with pytest.raises(ValidationError, match="The account of Noor was deleted"):
        invite(cast.sandbox, stale, READ, by=cast.adam)
    with pytest.raises(ValidationError, match="The account of Noor was deleted"):
        invite_member(cast.team, stale, is_admin=False, by=cast.olive)


def test_nobody_is_invited_to_a_deleted_organization(cast):
    delete(cast.sandbox, by=cast.olive)
    stale = Organization.objects.get(pk="acme_Sandbox")
    stale.deleted_at = None
    with pytest.raises((ValidationError, PermissionDenied)):
        invite(stale, cast.stan, READ, by=cast.olive)


def test_an_expired_invitation_is_replaced_by_a_new_one(cast):
    AccessGrant.objects.filter(user=cast.ida).update(expires_at=clock.now())
    grant = invite(cast.sandbox, cast.ida, AccessSettings.create(["OrderReader"]), by=cast.adam)
    assert AccessGrant.objects.get(user=cast.ida, organization=cast.sandbox) == grant
    assert grant.roles == ["OrderReader"]


def test_what_was_granted_by_whom_is_noted(cast):
    grant = invite(cast.sandbox, cast.stan, READ, by=cast.adam)
    assert grant.origins["ProductReader"][0] == cast.adam.pk


def test_a_team_is_invited_through_its_owner_and_admins(cast):
    team = create_team(cast.stan, "Crew", cast.victor)
    TeamMember.objects.filter(team=team).update(is_admin=True)
    grant = invite(cast.sandbox, team, READ, by=cast.adam)
    mails = OutgoingMail.objects.order_by("recipients")
    assert sorted(mail.recipients[0] for mail in mails) == ["stan@example.com", "victor@example.com"]
    assert all(f"/invitations/organizations/{grant.pk}/" in mail.text for mail in mails)
    with pytest.raises(ValidationError, match="Team Crew is invited already"):
        invite(cast.sandbox, team, READ, by=cast.adam)


def test_operators_invite_with_a_reason(cast):
    invite(cast.sandbox, cast.stan, READ, by=Operator(cast.oscar, "Ticket 7"))
    details = AuditEntry.objects.get(event=Event.CONTRIBUTOR_INVITED).details
    assert (details["operator"], details["reason"]) == (True, "Ticket 7")
    assert "An operator of this portal invited you" in last_mail().text


@pytest.mark.usefixtures("frozen_time")
def test_a_user_who_invites_too_many_has_to_wait(cast, monkeypatch):
    monkeypatch.setitem(rate_limit.RATES, "invitation_by_user", (1, 3600))
    invite(cast.sandbox, "a@example.com", READ, by=cast.adam)
    with pytest.raises(rate_limit.RateLimited):
        invite(cast.sandbox, "b@example.com", READ, by=cast.adam)
    assert not AccessGrant.objects.filter(email="b@example.com").exists()


@pytest.mark.django_db(transaction=True)
def test_two_admins_who_invite_the_same_person_make_one_invitation(cast):
    errors = []

    def call(by):
        try:
            invite(cast.sandbox, cast.stan, READ, by=by)
        except ValidationError as error:
            errors.extend(error.messages)

    run_concurrently([lambda: call(cast.adam), lambda: call(cast.olive), lambda: call(cast.adam)])
    assert AccessGrant.objects.filter(user=cast.stan).count() == 1
    assert errors == ["Stan is invited already."] * 2


def test_team_admins_invite_members_by_user_or_address(cast):
    member = invite_member(cast.team, cast.stan, is_admin=True, by=cast.olive, message="Join us.")
    assert (member.user, member.is_admin, member.is_accepted) == (cast.stan, True, False)
    assert last_mail().subject == "Olive invited you to team Traders"
    assert "as a team admin" in last_mail().text
    invite_member(cast.team, "dana@example.com", is_admin=False, by=cast.olive)
    assert last_mail().recipients == ["dana@example.com"]
    assert AuditEntry.objects.filter(event=Event.TEAM_MEMBER_INVITED).count() == 2


def test_members_who_are_no_admins_invite_no_one_to_a_team(cast):
    for who in ("tess", "adam", "stan"):
        with pytest.raises(PermissionDenied, match="Its owner is Olive"):
            invite_member(cast.team, create_user(f"new_{who}"), is_admin=False, by=cast.users[who])


def test_a_member_is_invited_to_a_team_once(cast):
    with pytest.raises(ValidationError, match=r"Tess is a member already\."):
        invite_member(cast.team, cast.tess, is_admin=False, by=cast.olive)
    invite_member(cast.team, cast.stan, is_admin=False, by=cast.olive)
    with pytest.raises(ValidationError, match=r"Stan is invited already\."):
        invite_member(cast.team, cast.stan, is_admin=False, by=cast.olive)
    with pytest.raises(ValidationError, match=r"yourself"):
        invite_member(cast.team, cast.olive, is_admin=False, by=cast.olive)
