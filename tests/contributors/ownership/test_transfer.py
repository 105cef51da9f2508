"""The owner transfers an organization, with its pair, to a contributor who has accepted."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.audit.events import Event
from accounts.models import AuditEntry, OutgoingMail, User
from accounts.operators import Operator
from contributors.effective_access import effective_access
from contributors.models import AccessGrant, TeamMember
from contributors.ownership.transfer import NotEligible, transfer
from lib import clock
from organizations import deletion
from organizations.access import visible_to
from organizations.models import Connection, Organization
from organizations.permissions import Can
from organizations.restores import lifecycle
from tests.cast import create_access, create_user
from tests.concurrency import run_concurrently


def owners() -> dict[str, str]:
    return dict(Organization.objects.values_list("pk", "owner__username"))


@pytest.mark.parametrize("who", ["adam", "tess", "victor", "ida", "stan", "oscar"])
def test_only_the_owner_transfers(cast, who):
    with pytest.raises(PermissionDenied):
        transfer(cast.sandbox, to=cast.adam, stays=True, by=cast.users[who])
    assert owners()["acme_Sandbox"] == "olive"


@pytest.mark.parametrize("side", ["production", "staging"])
def test_both_organizations_of_a_pair_are_transferred_from_either_side(cast, side):
    transfer(getattr(cast.pair, side), to=cast.adam, stays=True, by=cast.olive)
    assert owners() == {"acme": "adam", "acme_Staging": "adam", "acme_Sandbox": "olive"}


def test_a_staging_of_another_owner_is_not_transferred(cast):
    sten = create_user("sten")
    Organization.objects.filter(pk="acme_Staging").update(owner=sten)
    assert [row.pk for row in transfer(cast.pair.production, to=cast.adam, stays=True, by=cast.olive)] == [
        "acme"
    ]
    assert owners()["acme_Staging"] == "sten"
    assert not AuditEntry.objects.filter(
        event=Event.ORGANIZATION_TRANSFERRED, organization="acme_Staging"
    ).exists()
    assert "acme_Staging" not in "".join(OutgoingMail.objects.values_list("text", flat=True))


def test_a_deleted_staging_belongs_to_the_new_owner_who_can_restore_it(cast):
    deletion.delete(cast.pair.staging, by=cast.olive)
    assert transfer(cast.pair.production, to=cast.adam, stays=True, by=cast.olive) == [cast.pair.production]
    assert owners() == {"acme": "adam", "acme_Staging": "adam", "acme_Sandbox": "olive"}
    assert deletion.recoverable_for(cast.olive) == []
    assert [row.organization.pk for row in deletion.recoverable_for(cast.adam)] == ["acme_Staging"]


def test_the_former_owner_stays_as_an_admin_with_full_access(cast):
    transfer(cast.sandbox, to=cast.adam, stays=True, by=cast.olive)
    access = effective_access(cast.olive, Organization.objects.get(pk="acme_Sandbox"))
    assert (access.is_owner, access.is_admin, access.roles) == (False, True, ("FullAccess",))
    assert access.impersonation_kinds == {"seller", "supplier", "buyer"}


def test_a_former_owner_who_leaves_has_no_access(cast):
    transfer(cast.pair.production, to=cast.adam, stays=False, by=cast.olive)
    assert set(visible_to(cast.olive).values_list("pk", flat=True)) == {"acme_Sandbox"}


def test_a_former_owner_who_leaves_keeps_the_access_of_a_team(cast):
    TeamMember.objects.create(team=cast.team, user=cast.olive, accepted_at=clock.now())
    transfer(cast.sandbox, to=cast.adam, stays=False, by=cast.olive)
    sandbox = Organization.objects.get(pk="acme_Sandbox")
    assert not effective_access(cast.olive, sandbox).is_admin
    assert cast.olive.has_perm(Can.VIEW, sandbox)


def test_the_new_owner_has_every_permission_and_no_access_grant_of_their_own(cast):
    transfer(cast.pair.production, to=cast.victor, stays=True, by=cast.olive)
    assert not AccessGrant.objects.filter(
        user=cast.victor, organization__in=["acme", "acme_Staging"]
    ).exists()
    assert all(cast.victor.has_perm(permission, Organization.objects.get(pk="acme")) for permission in Can)


def test_a_contributor_through_a_team_can_become_the_owner(cast):
    transfer(cast.sandbox, to=cast.tess, stays=True, by=cast.olive)
    assert owners()["acme_Sandbox"] == "tess"


def test_a_contributor_to_one_of_the_pair_becomes_the_owner_of_both(cast):
    AccessGrant.objects.filter(user=cast.victor, organization="acme_Staging").delete()
    transfer(cast.pair.production, to=cast.victor, stays=True, by=cast.olive)
    assert owners() == {"acme": "victor", "acme_Staging": "victor", "acme_Sandbox": "olive"}


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("ida", "Ida can't become the owner: invited, hasn't accepted."),
        ("stan", "Stan doesn't contribute to acme or acme_Staging."),
        ("olive", "Olive owns acme already."),
    ],
)
@pytest.mark.parametrize("by_operator", [False, True])
def test_only_a_contributor_who_has_accepted_can_become_the_owner(cast, who, sentence, by_operator):
    by = Operator(cast.oscar, "Olive left") if by_operator else cast.olive
    with pytest.raises(NotEligible) as refusal:
        transfer(cast.pair.production, to=cast.users[who], stays=True, by=by)
    assert sentence in refusal.value.message
    assert owners()["acme"] == "olive"


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"is_active": False}, "account is deactivated"), ({"username": None}, "hasn't chosen a username")],
)
def test_an_account_that_cannot_sign_in_cannot_become_the_owner(cast, change, reason):
    User.objects.filter(pk=cast.adam.pk).update(**change)
    with pytest.raises(NotEligible, match=reason):
        transfer(cast.sandbox, to=cast.adam, stays=True, by=cast.olive)


def test_a_team_member_who_has_not_joined_cannot_become_the_owner(cast):
    TeamMember.objects.create(team=cast.team, user=cast.stan)
    with pytest.raises(NotEligible, match="hasn't accepted"):
        transfer(cast.sandbox, to=cast.stan, stays=True, by=cast.olive)


def test_a_deleted_organization_is_not_transferred(cast):
    deletion.delete(cast.sandbox, by=cast.olive)
    with pytest.raises(PermissionDenied):
        transfer(cast.sandbox, to=cast.adam, stays=True, by=cast.olive)
    with pytest.raises(ValidationError, match="acme_Sandbox is deleted"):
        transfer(cast.sandbox, to=cast.adam, stays=True, by=Operator(None, "Asked by phone"))


def test_connections_of_the_former_owners_own_account_are_dropped_and_both_are_told(cast):
    Connection.objects.filter(organization="acme_Staging").update(
        type=Connection.Type.HOSTED_PORTAL, account_owner=cast.olive, client_id="olive", secret="s3cret"
    )
    Connection.objects.filter(organization="acme").update(
        type=Connection.Type.API_CLIENT, client_id="c", secret="s3cret"
    )
    transfer(cast.pair.production, to=cast.adam, stays=True, by=cast.olive)
    staging = Connection.objects.get(organization="acme_Staging")
    assert (staging.status, staging.secret, staging.account_owner) == ("disconnected", "", None)
    assert Connection.objects.get(organization="acme").status == Connection.Status.WORKS
    mails = {mail.recipients[0]: mail.text for mail in OutgoingMail.objects.all()}
    assert set(mails) == {cast.olive.email, cast.adam.email}
    assert "no longer uses your hosted Portal account for acme_Staging" in mails[cast.olive.email]
    assert "Connect it with an account of your own" in mails[cast.adam.email]
    assert "s3cret" not in "".join(mails.values())


def test_a_transfer_is_in_the_audit_log_of_both_organizations(cast):
    transfer(cast.pair.production, to=cast.adam, stays=False, by=Operator(cast.oscar, "Olive left"))
    entries = AuditEntry.objects.filter(event=Event.ORGANIZATION_TRANSFERRED).order_by("organization")
    assert [entry.organization for entry in entries] == ["acme", "acme_Staging"]
    for entry in entries:
        assert entry.actor == cast.oscar
        assert entry.details == {
            "operator": True,
            "reason": "Olive left",
            "former_owner": "olive",
            "new_owner": "adam",
            "former_owner_stays": False,
        }


def test_a_transfer_that_fails_changes_nothing(cast, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("contributors.ownership.transfer.mail.send_transferred", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        transfer(cast.pair.production, to=cast.adam, stays=True, by=cast.olive)
    assert set(owners().values()) == {"olive"}
    assert AccessGrant.objects.filter(user=cast.adam, organization="acme").exists()
    assert not AuditEntry.objects.filter(event=Event.ORGANIZATION_TRANSFERRED).exists()


@pytest.mark.django_db(transaction=True)
def test_two_transfers_at_the_same_time_transfer_once(cast):
    outcomes = []

    def attempt(to):
        try:
            outcomes.append(transfer(cast.pair.production, to=to, stays=False, by=cast.olive)[0].owner)
        except PermissionDenied as error:
            outcomes.append(error)
        finally:
            transaction.get_connection().close()

    run_concurrently([lambda: attempt(cast.adam), lambda: attempt(cast.victor)])
    winners = [outcome for outcome in outcomes if isinstance(outcome, User)]
    assert len(winners) == 1
    assert {owners()["acme"], owners()["acme_Staging"]} == {winners[0].username}
    assert AuditEntry.objects.filter(event=Event.ORGANIZATION_TRANSFERRED).count() == 2


def test_a_pending_invitation_of_the_new_owner_is_settled(cast):
    AccessGrant.objects.filter(user=cast.victor, organization="acme_Staging").delete()
    create_access(cast.pair.staging, [], user=cast.victor, accepted=False)
    transfer(cast.pair.production, to=cast.victor, stays=True, by=cast.olive)
    assert not AccessGrant.objects.filter(user=cast.victor, organization="acme_Staging").exists()


@pytest.mark.parametrize(("stays", "stops"), [(True, False), (False, True)])
def test_a_restore_of_a_former_owner_who_leaves_stops(cast, stays, stops):
    restore, _new = lifecycle.request_restore(cast.pair, by=cast.olive)
    transfer(cast.pair.staging, to=cast.adam, stays=stays, by=cast.olive)
    restore.refresh_from_db()
    assert bool(restore.cancel_requested_at) == stops


def test_the_owner_at_the_time_of_the_transfer_counts(cast):
    stale = Organization.objects.get(pk="acme")
    transfer(cast.pair.production, to=cast.adam, stays=True, by=cast.olive)
    with pytest.raises(PermissionDenied):
        transfer(stale, to=cast.victor, stays=True, by=cast.olive)
    transfer(stale, to=cast.victor, stays=True, by=Operator(cast.oscar, "Adam left"))
    assert (owners()["acme"], owners()["acme_Staging"]) == ("victor", "victor")
