"""Before Send: what an operation needs, who has it and through what, and a request for what is missing."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client

from accounts.audit.events import Event
from accounts.models import AuditEntry, OutgoingMail
from console.access.requesting import request_role
from console.context import signing
from console.context.context import Context
from console.models import RoleRequest
from contributors.models import AccessPolicy
from environments.grants import UserContext
from lib import rate_limit
from lib.rate_limit import RateLimited
from tests.cast import create_access
from tests.login import signed_in

CREATE = "/organizations/acme_Sandbox/console/Products.Create"
REQUEST = f"{CREATE}/role/"


def html_of(response) -> str:
    return " ".join(unescape(response.content.decode()).split())


def as_buyer(cast, client: Client, *user_roles: str) -> str:
    """The page of the operation, in the context of a buyer user with these roles."""
    user = UserContext("buyer", "B1", "U1", "marcus", "C1")
    context = Context(user=user, name="Marcus Vela", user_roles=user_roles)
    signed = signing.sign(context, None, cast.victor, cast.sandbox)
    return html_of(client.get(CREATE, {"context": signed}))


def held(page: str) -> dict[str, list[str]]:
    """For each required role the cells of its row."""
    table = page.partition('roles-table">')[2].partition("</table>")[0]
    rows = re.findall(r'role" href="[^"]+">(\w+)<(.*?)</tr>', table)
    return {role: re.findall(r"</svg>(yes|no)<", cells) for role, cells in rows}


@pytest.fixture
def as_victor(ordercloud, cast) -> Client:
    return signed_in(Client(), cast.victor)


def test_the_email_goes_to_everyone_who_can_grant_the_role_and_leads_to_where_it_is_granted(as_victor, cast):
    assert "Email both" in html_of(as_victor.get(CREATE))
    page = as_victor.post(REQUEST, {"role": "ProductAdmin"}, follow=True)
    assert re.search(r"Requested today at \d\d:\d\d\.", html_of(page))
    assert "Email both" not in html_of(page)
    mails = OutgoingMail.objects.order_by("id")
    assert [mail.recipients for mail in mails] == [["olive@example.com"], ["adam@example.com"]]
    assert mails[0].subject == "Victor asks for ProductAdmin in Acme (Sandbox)"
    assert f"/organizations/acme_Sandbox/contributors/{cast.victor.pk}/edit/" in mails[0].text
    assert "to send Products.Create in the console" in mails[0].text
    entry = AuditEntry.objects.get(event=Event.ROLE_REQUESTED)
    assert (entry.actor, entry.details["role"]) == (cast.victor, "ProductAdmin")


def test_htmx_replaces_the_button(as_victor):
    fragment = html_of(as_victor.post(REQUEST, {"role": "ProductAdmin"}, headers={"HX-Request": "true"}))
    assert fragment.startswith(
        '<div hx-swap-oob="innerHTML:.role-request"> <p class="cluster" role="status">'
    )
    assert "<form" not in fragment


def test_a_second_request_on_the_same_day_sends_nothing(as_victor, cast, clock):
    for _ in range(3):
        as_victor.post(REQUEST, {"role": "ProductAdmin"})
    assert (RoleRequest.objects.count(), OutgoingMail.objects.count()) == (1, 2)
    as_victor.post(REQUEST, {"role": "FullAccess"})
    assert RoleRequest.objects.count() == 2
    clock.move(timedelta(days=1))
    as_victor.post(REQUEST, {"role": "ProductAdmin"})
    assert RoleRequest.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_time_are_one_request(cast):
    def ask(_):
        try:
            return request_role(cast.sandbox, "ProductAdmin", by=cast.victor).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(ask, range(4)))) == 1
    assert OutgoingMail.objects.count() == 2


def test_the_button_is_outside_the_form_that_enter_sends(as_victor):
    page = html_of(as_victor.get(CREATE))
    assert re.search(r'<button class="button" type="submit" form="role-request"', page)
    assert page.index('</form> <form id="role-request" method="post"') > page.index('form="role-request"')


def test_a_role_that_is_held_cannot_be_requested(cast):
    with pytest.raises(ValidationError, match="You have ProductReader already"):
        request_role(cast.sandbox, "ProductReader", by=cast.victor)
    with pytest.raises(ValidationError, match="You have ProductAdmin already"):
        request_role(cast.sandbox, "ProductAdmin", by=cast.olive)


def test_someone_without_access_cannot_request_a_role(cast, ordercloud):
    with pytest.raises(PermissionDenied):
        request_role(cast.sandbox, "ProductAdmin", by=cast.stan)
    assert signed_in(Client(), cast.stan).post(REQUEST, {"role": "ProductAdmin"}).status_code == 404


@pytest.mark.parametrize("role", ["", "OrderAdmin", "x" * 5000, "<b>"])
def test_only_a_role_of_the_operation_can_be_requested(as_victor, role):
    assert as_victor.post(REQUEST, {"role": role}).status_code == 404
    assert RoleRequest.objects.count() == 0


@pytest.mark.usefixtures("frozen_time")
def test_requests_are_limited(as_victor, cast, monkeypatch):
    monkeypatch.setitem(rate_limit.RATES, "role_request_by_user", (1, 3600))
    request_role(cast.sandbox, "OrderAdmin", by=cast.victor)
    with pytest.raises(RateLimited):
        request_role(cast.sandbox, "BuyerAdmin", by=cast.victor)
    page = html_of(as_victor.post(REQUEST, {"role": "ProductAdmin"}, follow=True))
    assert "Too many attempts by you." in page


def test_admins_who_may_not_grant_the_role_are_not_asked(as_victor, cast):
    AccessPolicy.objects.create(organization=cast.sandbox, admins_grant_own_access_only=True)
    page = html_of(as_victor.get(CREATE))
    assert "admin, has this role" in page
    cast.sandbox.access_grants.filter(user=cast.adam).update(roles=[])
    page = html_of(as_victor.get(CREATE))
    assert "Email Olive" in page
    assert "Adam" not in page.partition("role-granters")[2].partition("</ul>")[0]


def test_each_held_role_and_all_together_say_where_they_come_from(ordercloud, cast):
    create_access(cast.sandbox, ["OrderReader"], user=cast.tess)
    page = html_of(signed_in(Client(), cast.tess).get(CREATE))
    grants = cast.sandbox.access_grants
    team = f"/organizations/acme_Sandbox/team-access/#grant-{grants.get(team=cast.team).pk}"
    direct = f"/organizations/acme_Sandbox/contributors/{cast.tess.pk}/direct/"
    assert f'<a class="role-source" href="{team}">team Traders</a>' in page
    assert (
        f'Your 4 roles come from <a href="{direct}">direct access</a> (1) and '
        f'<a href="{team}">team Traders</a> (3).'
    ) in page


def test_a_context_shows_the_roles_of_both(as_victor, cast):
    page = as_buyer(cast, as_victor, "ProductAdmin")
    assert "No permission for this call as Marcus Vela" in page
    assert held(page) == {"ProductAdmin": ["no", "yes"], "FullAccess": ["no", "no"]}
    assert "Ask for ProductAdmin" in page


def test_a_role_that_the_user_lacks_cannot_be_granted_here(as_victor, cast):
    page = as_buyer(cast, as_victor, "Shopper")
    assert "Marcus Vela has none of these roles in OrderCloud." in page
    assert "Ask for" not in page
