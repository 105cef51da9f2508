"""The page of a pending invitation, for those who may invite."""

from datetime import timedelta

import pytest
from django.test import Client

from contributors.invitations.sending import revoke
from contributors.models import AccessGrant
from lib import clock
from tests.cast import create_access
from tests.login import signed_in


@pytest.fixture
def adam(client, cast) -> Client:
    return signed_in(client, cast.adam)


@pytest.fixture
def invitation(cast) -> AccessGrant:
    return create_access(
        cast.sandbox,
        ["ProductAdmin"],
        email="dana@example.com",
        accepted=False,
        impersonate_buyer=True,
        message="<b>Hello</b>",
    )


def url(invitation: AccessGrant, action: str = "") -> str:
    return f"/organizations/{invitation.organization_id}/invitations/{invitation.pk}/{action}"


def text(response) -> str:
    return response.content.decode().replace("&#x27;", "'")


def test_it_says_what_is_granted_to_whom_until_when(adam, invitation):
    page = text(adam.get(url(invitation)))
    for part in ("dana@example.com", "Pending", "ProductAdmin", "buyer users", "in 14 days"):
        assert part in page
    assert "&lt;b&gt;Hello&lt;/b&gt;" in page


def test_an_expired_one_is_marked_and_can_be_sent_again(adam, invitation):
    AccessGrant.objects.filter(pk=invitation.pk).update(expires_at=clock.now() - timedelta(days=2))
    assert "Expired" in text(adam.get(url(invitation)))
    page = text(adam.post(url(invitation, "resend/"), follow=True))
    assert "Sent the invitation of dana@example.com again" in page
    assert "Pending" in page


def test_revoking_asks_first(adam, invitation):
    assert "This revokes the invitation of" in text(adam.get(url(invitation, "revoke/")))
    assert AccessGrant.objects.filter(pk=invitation.pk).exists()
    page = text(adam.post(url(invitation, "revoke/"), follow=True))
    assert "Revoked the invitation of dana@example.com" in page
    assert not AccessGrant.objects.filter(pk=invitation.pk).exists()


def test_what_was_revoked_meanwhile_is_said_so_with_the_way_to_the_list(adam, cast, invitation):
    revoke(invitation, by=cast.adam)
    responses = [adam.post(url(invitation, way)) for way in ("revoke/", "resend/", "edit/")]
    for response in [*responses, adam.get(url(invitation))]:
        assert response.status_code == 404
        assert "may have been accepted, declined or revoked" in text(response)
        assert 'href="/organizations/acme_Sandbox/contributors/"' in text(response)


def test_what_cannot_be_sent_again_says_why(adam, cast):
    cast.ida.is_active = False
    cast.ida.save()
    response = adam.post(url(AccessGrant.objects.get(user=cast.ida, organization=cast.sandbox), "resend/"))
    assert response.status_code == 422
    assert "The account of Ida is deactivated." in text(response)


def test_an_accepted_one_and_one_of_another_organization_do_not_exist(adam, cast, invitation):
    accepted = AccessGrant.objects.get(user=cast.victor, organization=cast.sandbox)
    assert adam.get(url(accepted)).status_code == 404
    foreign = f"/organizations/acme/invitations/{invitation.pk}/"
    assert adam.get(foreign).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("victor", 403), ("tess", 403), ("stan", 404), ("ida", 404)])
def test_others_neither_see_nor_change_it(client, cast, invitation, who, status):
    signed_in(client, cast.users[who])
    assert client.get(url(invitation)).status_code == status
    assert client.post(url(invitation, "resend/")).status_code == status
    assert client.post(url(invitation, "revoke/")).status_code == status
    assert AccessGrant.objects.filter(pk=invitation.pk).exists()
