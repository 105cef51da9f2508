"""Tokens of the seller and of users are renewed before and during calls, once for all that wait."""

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from contributors.impersonation.refusals import explained
from environments.grants import BUYER, EmulatorGrant, UserContext
from environments.ordercloud.client import Client
from environments.ordercloud.errors import ErrorResponse
from organizations.connections.clients import client_for

CALLS = 8
ROLES = ("ProductReader", "Shopper")
TWO_HOURS = 7200


@pytest.fixture
def requested_tokens(monkeypatch) -> list[UserContext | None]:
    """The contexts of the tokens that are requested from now on."""
    requested, fetch = [], EmulatorGrant.fetch

    def counted(self, roles, context=None, platform=False):
        requested.append(context)
        return fetch(self, roles, context, platform)

    monkeypatch.setattr(EmulatorGrant, "fetch", counted)
    return requested


@pytest.fixture(params=["as the seller organization", "as a buyer user"])
def acting_as(request, shop) -> UserContext | None:
    """Each kind of context: the seller organization, and a user."""
    if request.param == "as the seller organization":
        return None
    return UserContext(BUYER, "vela", "marcus-id", "marcus", shop.everyone)


@pytest.fixture
def clients(shop, acting_as) -> list[Client]:
    """Clients as of different requests, all with the same valid token."""
    made = [client_for(shop.organization, ROLES, acting_as, retry_budget=0) for _ in range(CALLS)]
    assert {client._token(False) for client in made} == {made[0]._token(False)}
    return made


def call_together(clients: list[Client]) -> list[tuple[int, int]]:
    """Return status and number of attempts of a call by each client, all made together."""
    everyone = threading.Barrier(len(clients))

    def call(client: Client) -> tuple[int, int]:
        everyone.wait()
        response = client.call("GET", "me")
        return response.status, len(response.attempts)

    with ThreadPoolExecutor(len(clients)) as pool:
        return list(pool.map(call, clients))


def test_an_expired_token_is_renewed_once_however_many_calls_wait(
    clients, acting_as, requested_tokens, tmp_path, monkeypatch
):
    (tmp_path / "clock").write_text(str(TWO_HOURS))
    monkeypatch.setenv("PORTAL_CLOCK_FILE", str(tmp_path / "clock"))
    assert call_together(clients) == [(200, 1)] * CALLS  # no call was made with the expired one
    assert requested_tokens == [acting_as]


def test_a_revoked_token_is_renewed_once_and_each_call_made_once_more(
    clients, acting_as, requested_tokens, emulator
):
    revoked = clients[0]._token(False)
    emulator.emulator.tokens.revocations.add([hashlib.sha256(revoked.encode()).hexdigest()])
    assert {status for status, _ in call_together(clients)} == {200}
    assert requested_tokens == [acting_as]
    assert {client._token(False) for client in clients} - {revoked}


def test_a_second_refusal_is_not_repeated(clients, acting_as, requested_tokens, emulator, monkeypatch):
    monkeypatch.setattr(emulator.emulator.tokens.revocations, "contains", lambda token: True)
    response = clients[0].call("GET", "me")
    assert (response.status, len(response.attempts)) == (401, 2)
    assert requested_tokens == [acting_as]


@pytest.mark.parametrize("deleted", [True, False])
def test_the_renewal_for_a_user_who_is_not_there_any_more_says_why(shop, emulator, deleted):
    context = UserContext(BUYER, "vela", "marcus-id", "marcus", shop.everyone)
    client = client_for(shop.organization, ROLES, context, retry_budget=0)
    revoked = client._token(False)
    if deleted:
        shop.api.delete("buyers/vela/users/marcus-id")
    else:
        shop.deactivate("buyers/vela/users/marcus-id")
        emulator.emulator.tokens.revocations.add([hashlib.sha256(revoked.encode()).hexdigest()])
    with pytest.raises(ErrorResponse) as raised:
        client.call("GET", "me")
    expected = "There is no user marcus." if deleted else "The user marcus is not active"
    assert str(explained(raised.value, "marcus", shop.everyone)).startswith(expected)
