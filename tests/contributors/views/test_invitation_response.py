"""The pages of the invited person: home, review, accept, decline, and the link in the email."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest

from accounts.models import Notice, OutgoingMail, User
from accounts.operators import Operator
from contributors.access_settings import AccessSettings
from contributors.invitations.sending import invite, invite_member, resend, revoke
from contributors.models import AccessGrant, AccessPreset
from lib import clock
from organizations.access import visible_to
from tests.cast import create_user
from tests.login import signed_in

READ = AccessSettings.create(["ProductReader"], ["impersonate_buyer"])


def text(response) -> str:
    return response.content.decode().replace("&#x27;", "'")


def link() -> str:
    return re.search(r"(/invitations/link/[^/]+/)", OutgoingMail.objects.latest("pk").text)[1]


def page_of(invitation) -> str:
    kind = "organizations" if isinstance(invitation, AccessGrant) else "teams"
    return f"/invitations/{kind}/{invitation.pk}/"


def test_home_says_what_an_invitation_grants_with_its_three_ways(client, cast):
    preset = AccessPreset.objects.exclude(roles=[]).last()
    wanted = AccessSettings.create(preset.roles, ["impersonate_buyer"])
    grant = invite(cast.sandbox, cast.stan, wanted, by=cast.adam)
    member = invite_member(cast.team, cast.stan, is_admin=False, by=cast.olive)
    page = text(signed_in(client, cast.stan).get("/"))
    assert f"{len(preset.roles)} roles from the preset {preset.name}, can act as buyer users. Expires" in page
    assert "Access to 3 organizations. Invited by <bdi>Olive</bdi>." in page
    for invitation in (grant, member):
        for way in ("", "accept/", "decline/"):
            assert f'"{page_of(invitation)}{way}"' in page


def test_accepting_on_home_moves_the_organization_into_the_list_with_a_toast(client, cast):
    grant = invite(cast.sandbox, cast.stan, READ, by=cast.adam)
    signed_in(client, cast.stan)
    for headers in ({}, {"HX-Request": "true", "HX-Target": "content"}):
        AccessGrant.objects.filter(pk=grant.pk).update(
            accepted_at=None, expires_at=clock.now() + timedelta(days=3)
        )
        page = text(client.post(f"{page_of(grant)}accept/", {"next": "/"}, headers=headers, follow=True))
        assert "You joined Acme" in page
        assert "/organizations/acme_Sandbox/" in page
        assert 'aria-label="Invitations"' not in page


def test_accepting_on_the_page_of_the_invitation_leads_to_the_organization(client, cast):
    grant = invite(cast.sandbox, cast.stan, READ, by=cast.adam, message="<i>Hi</i>")
    page = text(signed_in(client, cast.stan).get(page_of(grant)))
    for part in ("ProductReader", "buyer users", "&lt;i&gt;Hi&lt;/i&gt;", "in 14 days", "<bdi>Adam</bdi>"):
        assert part in page
    assert client.post(f"{page_of(grant)}accept/").url == "/organizations/acme_Sandbox/"
    assert client.post(f"{page_of(grant)}accept/").status_code == 404


def test_the_page_shows_what_is_accepted_together(client, cast):
    invite(cast.sandbox, cast.stan, AccessSettings.create(["OrderAdmin"], ["is_admin"]), by=cast.olive)
    to_address = invite(cast.sandbox, cast.stan.email, READ, by=cast.adam)
    page = text(signed_in(client, cast.stan).get(page_of(to_address)))
    assert "This includes what <bdi>Olive</bdi> offered to your account" in page
    assert page.count('<span class="role">') == 2
    assert "renames the organization" in page


def test_accepting_leads_to_no_other_site(client, cast):
    grant = invite(cast.sandbox, cast.stan, READ, by=cast.adam)
    signed_in(client, cast.stan)
    response = client.post(f"{page_of(grant)}accept/", {"next": "https://evil.example/"})
    assert response.url == "/organizations/acme_Sandbox/"


def test_declining_with_a_word_tells_the_inviter_and_deletes_the_invitation(client, cast):
    grant = invite(cast.sandbox, cast.stan, READ, by=cast.adam)
    signed_in(client, cast.stan)
    assert "Decline the invitation to" in text(client.get(f"{page_of(grant)}decline/"))
    assert client.post(f"{page_of(grant)}decline/", {"note": "x" * 501}).status_code == 422
    page = text(client.post(f"{page_of(grant)}decline/", {"note": "Wrong Stan."}, follow=True))
    assert "Declined the invitation to Acme" in page
    assert "“Wrong Stan.”" in Notice.objects.get(user=cast.adam).sentence
    assert not AccessGrant.objects.filter(pk=grant.pk).exists()


def test_a_team_is_joined_and_declined_by_its_pages(client, cast):
    member = invite_member(cast.team, cast.stan, is_admin=True, by=cast.olive)
    page = text(signed_in(client, cast.stan).get(page_of(member)))
    assert "You'd be a <strong>team admin</strong>" in page
    client.post(f"{page_of(member)}accept/")
    assert visible_to(cast.stan).count() == 3


@pytest.mark.parametrize("who", ["olive", "adam", "victor", "ida"])
def test_the_invitation_of_someone_else_does_not_exist(client, cast, who):
    grant = invite(cast.sandbox, cast.stan, READ, by=cast.adam)
    signed_in(client, cast.users[who])
    assert client.get(page_of(grant)).status_code == 404
    assert client.post(f"{page_of(grant)}accept/").status_code == 404
    assert client.post(f"{page_of(grant)}decline/").status_code == 404


def test_a_revoked_invitation_reads_like_that_of_someone_else(client, cast):
    grants = [invite(cast.sandbox, user, READ, by=cast.adam) for user in (cast.stan, cast.oscar)]
    revoke(grants[0], by=cast.adam)
    signed_in(client, cast.stan)
    for way in ("accept/", "decline/"):
        answers = [client.post(f"{page_of(grant)}{way}") for grant in grants]
        assert {answer.status_code for answer in answers} == {404}
        assert all("may have been accepted, declined or revoked" in text(answer) for answer in answers)


def test_an_expired_invitation_says_whom_to_ask(client, cast):
    grant = invite(cast.sandbox, cast.stan, READ, by=cast.adam)
    AccessGrant.objects.filter(pk=grant.pk).update(expires_at=clock.now())
    page = text(signed_in(client, cast.stan).get(link(), follow=True))
    assert "This invitation has expired." in page
    assert ">Accept<" not in page
    response = client.post(f"{page_of(grant)}accept/")
    assert response.status_code == 422
    assert "Ask Adam to send it again." in text(response)


def test_an_expired_invitation_without_a_sender_reads_as_a_sentence(client, cast):
    grant = invite(cast.sandbox, cast.stan, READ, by=Operator(None, "Ticket 7"))
    assert "Don't know An operator" not in OutgoingMail.objects.get().text
    AccessGrant.objects.filter(pk=grant.pk).update(expires_at=clock.now())
    assert "<strong>The invitation has expired.</strong> Ask for a new one." in text(client.get(link()))


def test_the_link_leads_the_invited_user_to_the_invitation(client, cast):
    grant = invite(cast.sandbox, cast.stan, READ, by=cast.adam)
    assert signed_in(client, cast.stan).get(link()).url == page_of(grant)


def test_signed_out_the_link_says_who_invites_to_what_and_leads_to_sign_in_and_back(client, cast):
    invite(cast.sandbox, cast.stan, READ, by=cast.adam)
    page = text(client.get(link()))
    assert "<bdi>Adam</bdi></strong> invited you to contribute to <strong><bdi>Acme</bdi>" in page
    assert f"/accounts/login/?next={quote(link(), safe='')}" in page
    assert "Create an account" not in page
    assert "stan" not in page.partition('id="content"')[2].lower()


def test_an_address_leads_to_registration_which_knows_it(client, cast):
    invite(cast.sandbox, "dana@example.com", READ, by=cast.adam)
    page = text(client.get(link()))
    assert f"/accounts/register/?next={quote(link(), safe='')}" in page
    assert 'value="dana@example.com"' in text(client.get(f"/accounts/register/?next={link()}"))


def test_a_link_of_a_user_opened_by_someone_else_shows_nothing(client, cast):
    invite(cast.sandbox, cast.stan, READ, by=cast.adam, message="Secret plan")
    response = signed_in(client, cast.victor).get(link())
    assert response.status_code == 403
    assert "This invitation is for another account" in text(response)
    for part in ("Secret plan", "Adam", "ProductReader", "stan@"):
        assert part not in text(response)
    assert client.post(link()).status_code == 403
    assert not AccessGrant.objects.get(user=cast.stan).is_accepted


def test_another_account_than_the_address_is_told_so_and_may_accept_as_itself(client, cast):
    grant = invite(cast.sandbox, "dana@example.com", READ, by=cast.adam)
    signed_in(client, cast.stan)
    page = text(client.get(link()))
    assert "It was sent to dana@example.com." in page
    assert "Accept as Stan" in page
    assert "Use another account" in page
    assert client.get(page_of(grant)).status_code == 404
    assert client.post(link()).url == "/organizations/acme_Sandbox/"
    assert AccessGrant.objects.get(pk=grant.pk).user == cast.stan


def test_another_account_may_decline_by_the_link(client, cast):
    grant = invite(cast.sandbox, "dana@example.com", READ, by=cast.adam)
    signed_in(client, cast.stan)
    assert client.get(f"{link()}?decline").status_code == 200
    assert client.post(f"{link()}?decline", {"note": ""}).url == "/"
    assert not AccessGrant.objects.filter(pk=grant.pk).exists()


@pytest.mark.parametrize("end", ["revoked", "resent", "accepted", "deleted", "purged account", "unknown"])
@pytest.mark.parametrize("who", ["", "victor"])
def test_a_dead_link_tells_no_one_why(client, cast, end, who):
    grant = invite(cast.sandbox, cast.stan, READ, by=cast.adam)
    old = link()
    if end == "revoked":
        revoke(grant, by=cast.adam)
    elif end == "resent":
        resend(grant, by=cast.adam)
    elif end == "accepted":
        signed_in(client, cast.stan).post(f"{page_of(grant)}accept/")
        client.logout()
    elif end == "deleted":
        cast.sandbox.deleted_at = clock.now()
        cast.sandbox.save()
    elif end == "purged account":
        User.objects.filter(pk=cast.stan.pk).delete()
    else:
        old = "/invitations/link/unknown/"
    if who:
        signed_in(client, cast.users[who])
    response = client.get(old)
    assert response.status_code == 404
    assert "This link is no longer valid" in text(response)
    assert "Acme" not in text(response).partition('id="content"')[2]


def test_a_deactivated_account_is_said_to_be_so(client, cast):
    invite(cast.sandbox, cast.stan, READ, by=cast.adam)
    User.objects.filter(pk=cast.stan.pk).update(is_active=False)
    assert "The invited account is deactivated." in text(client.get(link()))


def test_a_user_without_a_username_chooses_it_first_and_comes_back(client, cast):
    nameless = create_user("temporary")
    User.objects.filter(pk=nameless.pk).update(username=None)
    nameless.refresh_from_db()
    invite(cast.sandbox, nameless, READ, by=cast.adam)
    signed_in(client, nameless)
    first = client.get(link())
    assert first.url.startswith("/accounts/username/?next=")
    chosen = client.post("/accounts/username/", {"username": "dana.reyes", "next": link()})
    assert chosen.url == link()
    assert client.get(link()).status_code == 302
