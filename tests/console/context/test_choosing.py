"""Choosing whom a tab acts as: rights, the user, the API client, the reason, and what is kept."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditEntry
from console.context.choosing import Choice, ImpersonationReasonRequired, choose_context
from console.context.context import SELLER, Context
from console.context.recents import MAX_RECENTS, context_for_new_tabs, recent_contexts
from console.models import ConsoleTab, RecentContext
from contributors.impersonation.errors import (
    CannotImpersonate,
    ClientNotFound,
    ClientRefusesUser,
    InactiveUser,
    UserNotFound,
)
from environments.grants import UserContext
from organizations.models import Connection
from tests.contributors.impersonation.shop import BUYER_CUSTOM_ROLES, BUYER_ROLES

MARCUS = Choice("buyer", "vela", "marcus-id")
EVERYONE = {"seller": ("", "sam-id"), "supplier": ("mill", "mia-id"), "buyer": ("vela", "marcus-id")}


@pytest.fixture
def tab(open_tab, cast) -> ConsoleTab:
    return open_tab(cast.adam, cast.sandbox)


@pytest.fixture
def marcus(shop, permit, cast) -> Choice:
    """Marcus through a client that admits him; Adam may act as buyer users."""
    permit(cast.adam, "buyer")
    return replace(MARCUS, client_id=shop.everyone)


def test_the_tab_acts_as_the_chosen_user_whose_roles_are_read(marcus, tab, cast, shop):
    context = choose_context(tab, marcus, by=cast.adam)
    assert context.user == UserContext("buyer", "vela", "marcus-id", "marcus", shop.everyone)
    assert (context.name, context.company_name, context.client_name) == ("Marcus Vela", "Vela", "Storefront")
    assert set(context.user_roles) == {*BUYER_ROLES, *BUYER_CUSTOM_ROLES}
    assert Context.from_dict(ConsoleTab.objects.get().context) == context


def test_the_seller_is_chosen_without_a_permission(marcus, tab, cast):
    choose_context(tab, marcus, by=cast.adam)
    assert choose_context(tab, Choice(), by=cast.adam) == SELLER
    assert ConsoleTab.objects.get().context == {}


@pytest.mark.parametrize("kind", EVERYONE)
@pytest.mark.parametrize("permitted", ["none", "seller", "supplier", "buyer"])
def test_a_kind_is_chosen_only_with_its_permission(shop, permit, tab, cast, kind, permitted):
    permit(cast.adam, permitted)
    choice = Choice(kind, *EVERYONE[kind], shop.everyone)
    if kind == permitted:
        assert choose_context(tab, choice, by=cast.adam).kind == kind
    else:
        with pytest.raises(PermissionDenied):
            choose_context(tab, choice, by=cast.adam)
        assert ConsoleTab.objects.get().context == {}
        assert not AuditEntry.objects.filter(event="console_context.chosen").exists()


def test_a_user_who_was_deleted_or_deactivated_is_refused(marcus, tab, cast, shop):
    with pytest.raises(UserNotFound, match="There is no buyer user nobody-id"):
        choose_context(tab, replace(marcus, user_id="nobody-id"), by=cast.adam)
    shop.deactivate("buyers/vela/users/marcus-id")
    with pytest.raises(InactiveUser, match="Marcus Vela is not active"):
        choose_context(tab, marcus, by=cast.adam)
    assert ConsoleTab.objects.get().context == {}


def test_an_api_client_that_does_not_admit_the_user_is_refused(marcus, tab, cast, shop):
    for client_id in (shop.seller_only, shop.closed):
        with pytest.raises(ClientRefusesUser, match="does not admit users of Vela"):
            choose_context(tab, replace(marcus, client_id=client_id), by=cast.adam)
    with pytest.raises(ClientNotFound):
        choose_context(tab, replace(marcus, client_id="none"), by=cast.adam)
    assert choose_context(tab, replace(marcus, client_id=shop.vela_only), by=cast.adam).client_name


def test_what_the_connection_cannot_do_is_refused_with_the_reason(shop, permit, tab, cast):
    permit(cast.adam, "supplier")
    Connection.objects.filter(organization=cast.sandbox).update(type=Connection.Type.API_CLIENT)
    tab.organization.refresh_from_db()
    with pytest.raises(CannotImpersonate, match="act as buyer users only"):
        choose_context(tab, Choice("supplier", "mill", "mia-id", shop.everyone), by=cast.adam)


def test_a_user_in_production_needs_a_reason(live_shop, permit, open_tab, cast):
    permit(cast.adam, "buyer")
    tab = open_tab(cast.adam, cast.pair.production)
    choice = replace(MARCUS, client_id=live_shop.everyone, reason="  ")
    with pytest.raises(ImpersonationReasonRequired):
        choose_context(tab, choice, by=cast.adam)
    assert choose_context(tab, replace(choice, reason="Case 17"), by=cast.adam).reason == "Case 17"
    choose_context(tab, Choice(), by=cast.adam)  # the seller needs none
    assert AuditEntry.objects.filter(event="console_context.chosen", details__reason="Case 17").count() == 1


def test_the_audit_log_names_the_person_and_the_user(marcus, tab, cast, shop):
    choose_context(tab, marcus, by=cast.adam)
    (entry,) = AuditEntry.objects.filter(event="console_context.chosen")
    assert (entry.actor, entry.organization) == (cast.adam, "acme_Sandbox")
    assert entry.impersonated == "buyer user marcus (Marcus Vela) of vela"
    assert entry.details["client"] == shop.everyone


def test_a_context_chosen_for_new_tabs_begins_them_until_another_is(marcus, tab, cast, shop):
    choose_context(tab, marcus, by=cast.adam)
    assert context_for_new_tabs(cast.adam, cast.sandbox) == SELLER
    chosen = choose_context(tab, replace(marcus, for_new_tabs=True), by=cast.adam)
    assert context_for_new_tabs(cast.adam, cast.sandbox) == chosen
    assert context_for_new_tabs(cast.olive, cast.sandbox) == SELLER
    giulia = replace(marcus, user_id="giulia-id", for_new_tabs=True)
    assert choose_context(tab, giulia, by=cast.adam) == context_for_new_tabs(cast.adam, cast.sandbox)
    choose_context(tab, Choice(for_new_tabs=True), by=cast.adam)
    assert context_for_new_tabs(cast.adam, cast.sandbox) == SELLER


def test_the_ten_latest_users_are_recent_and_each_is_there_once(marcus, tab, cast):
    for number in range(MAX_RECENTS + 1):
        RecentContext.objects.create(
            user=cast.adam,
            organization=cast.sandbox,
            kind="buyer",
            impersonated_id=f"u{number}",
            username="u",
        )
    for user_id in ("marcus-id", "giulia-id", "marcus-id"):
        choose_context(tab, replace(marcus, user_id=user_id), by=cast.adam)
    recents = [context.name for _, context in recent_contexts(cast.adam, cast.sandbox, ["buyer"])]
    assert recents[:2] == ["Marcus Vela", "Giulia Vela"]
    assert len(recents) == RecentContext.objects.count() == MAX_RECENTS
    assert recent_contexts(cast.adam, cast.sandbox, ["seller", "supplier"]) == []
    assert recent_contexts(cast.olive, cast.sandbox, ["buyer"]) == []
