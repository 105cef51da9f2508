"""Single access tokens that were revoked."""

import hashlib
from dataclasses import replace

import pytest

from environments.emulator.http.server import run_in_thread
from tests.environments.emulator.api_client import Marketplace


def revoke(session, served, *tokens, **body):
    digests = [hashlib.sha256(token.encode()).hexdigest() for token in tokens]
    url = f"{served.url}/_emulator/organizations/shop/tokens"
    return session.delete(url, json={"Digests": digests, **body})


def status(api):
    return api.call("GET", "/products").status_code


def test_two_tokens_of_the_same_moment_and_roles_end_apart_and_for_good(tmp_path, session):
    data = str(tmp_path / "emulator.db")
    with run_in_thread(data=data) as served:
        served.emulator.organizations.provision("shop", "Sandbox", "usw", "Shop")
        shop = Marketplace(served.url, served.key, "shop", "sandbox", session)
        ended, other = shop.seller(), shop.seller()
        assert (status(ended), status(other)) == (200, 200)
        assert revoke(session, served, ended.token).status_code == 204
        assert (status(ended), status(other)) == (401, 200)
    with run_in_thread(served_port(served), data=data, key=served.key) as again:
        assert [status(replace(api, base_url=f"{again.url}/sandbox")) for api in (ended, other)] == [401, 200]


def served_port(served):
    return int(served.url.rpartition(":")[2])


@pytest.mark.parametrize("digests", ["abc", ["abc"], [None], {"a": 1}, ["../../etc/passwd"]])
def test_what_is_no_list_of_digests_is_refused(tmp_path, session, digests):
    with run_in_thread() as served:
        served.emulator.organizations.provision("shop", "Sandbox", "usw", "Shop")
        api = Marketplace(served.url, served.key, "shop", "sandbox", session).seller()
        assert revoke(session, served, Digests=digests).status_code == 400
        assert status(api) == 200
