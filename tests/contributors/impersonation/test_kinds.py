"""Which kinds of users one may act as, and what is said about the others."""

import pytest
from django.core.exceptions import PermissionDenied

from contributors.impersonation.kinds import kind_options, permitted_kinds, require_kind
from environments.grants import BUYER, SELLER, SUPPLIER
from organizations.models import Connection

KINDS = [SELLER, SUPPLIER, BUYER]


def test_the_owner_may_act_as_every_kind_of_users(cast):
    options = kind_options(cast.olive, cast.sandbox)
    assert [option.kind for option in options] == KINDS
    assert all(option.allowed and option.available and not option.reason for option in options)
    assert not any(option.granters for option in options)


@pytest.mark.parametrize("kind", KINDS)
def test_a_contributor_may_act_as_the_permitted_kind_and_no_other(cast, permit, kind):
    permit(cast.victor, kind)
    assert permitted_kinds(cast.victor, cast.sandbox) == [kind]
    require_kind(cast.victor, kind, cast.sandbox)
    for other in {*KINDS} - {kind}:
        with pytest.raises(PermissionDenied):
            require_kind(cast.victor, other, cast.sandbox)


def test_a_kind_without_permission_says_who_can_grant_it(cast):
    buyer = kind_options(cast.victor, cast.sandbox)[2]
    assert not buyer.allowed
    assert buyer.reason == "You have no permission to act as buyer users. Ask Olive or Adam."
    assert buyer.granters == ((cast.olive, "owner"), (cast.adam, "admin"))


def test_an_admin_without_the_permission_may_not_act_as_anyone(cast):
    assert permitted_kinds(cast.adam, cast.sandbox) == []


def test_what_the_connection_cannot_do_stays_visible_with_the_reason(cast):
    connection = cast.sandbox.connection
    connection.type, connection.client_id, connection.secret = Connection.Type.API_CLIENT, "id", "secret"
    seller, supplier, buyer = kind_options(cast.olive, cast.sandbox)
    assert seller.allowed
    assert not seller.available
    assert seller.connection_reason == "OrderCloud lets an API client act as buyer users only."
    assert supplier.connection_reason
    assert buyer.available


def test_without_a_connection_no_kind_is_available(cast):
    connection = cast.sandbox.connection
    connection.status, connection.failure = Connection.Status.DISCONNECTED, "It was disconnected."
    assert {option.connection_reason for option in kind_options(cast.olive, cast.sandbox)} == {
        "It was disconnected."
    }
