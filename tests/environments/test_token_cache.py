"""Tokens: shared, encrypted, and renewed once for all waiting callers."""

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
import time_machine
from cryptography.fernet import Fernet

from environments.grants import Capabilities, UserContext
from environments.token_cache import TokenCache
from environments.token_requests import Token
from lib import clock
from tests.environments.fake_server import NO_REDIS


class FakeGrant:
    """A grant that creates fake tokens and counts them."""

    capabilities = Capabilities()
    endpoint = None

    def __init__(self, lifetime=600):
        self.lifetime, self.requests, self.number = lifetime, [], count(1)

    def fetch(self, roles, context=None, platform=False):
        self.requests.append((roles, context, platform))
        return Token.issued_now(f"token-{next(self.number)}", self.lifetime, roles)


@pytest.fixture
def grant():
    return FakeGrant()


@pytest.fixture
def cipher():
    return Fernet(Fernet.generate_key())


@pytest.fixture
def cache(valkey, cipher):
    return TokenCache(valkey, cipher)


def test_a_token_is_fetched_once_and_shared_between_processes(cache, valkey, cipher, grant):
    assert cache.provider("acme", grant, ("A",))() == "token-1"
    assert TokenCache(valkey, cipher).provider("acme", grant, ("A",))() == "token-1"
    assert grant.requests == [(("A",), None, False)]


def test_every_organization_context_and_set_of_roles_has_its_own_token(cache, grant):
    someone = UserContext("buyer", "b", "u", "bob", "c")
    sources = [
        cache.provider("acme", grant, ("A",)),
        cache.provider("other", grant, ("A",)),
        cache.provider("acme", grant, ("A", "B")),
        cache.provider("acme", grant, ()),
        cache.provider("acme", grant, ("A",), someone),
        cache.provider("acme", grant, ("A",), None, True),
    ]

    assert len({source() for source in sources}) == len(sources)


def test_the_order_of_roles_does_not_matter(cache, grant):
    assert cache.provider("acme", grant, ("A", "B"))() == cache.provider("acme", grant, ("B", "A"))()


@pytest.mark.parametrize(("lifetime", "still_good", "too_old"), [(600, 530, 550), (10, 7, 8.5)])
def test_a_token_is_renewed_before_it_expires(cache, lifetime, still_good, too_old):
    source = cache.provider("acme", FakeGrant(lifetime), ())

    with time_machine.travel(0, tick=False) as traveller:
        tokens = [source()]
        traveller.move_to(still_good)
        tokens.append(source())
        traveller.move_to(too_old)
        tokens.append(source())

    assert tokens == ["token-1", "token-1", "token-2"]


def test_looking_at_the_stored_token_requests_none(cache, grant):
    assert cache.provider("acme", grant, ("A",)).stored is None
    cache.provider("acme", grant, ("A",))()
    assert cache.provider("acme", grant, ("A",)).stored.access_token == "token-1"
    with time_machine.travel(clock.timestamp() + 590, tick=False):
        assert cache.provider("acme", grant, ("A",)).stored is None  # a call would renew it
    assert len(grant.requests) == 1


def test_tokens_in_redis_are_encrypted(cache, valkey, grant):
    cache.provider("acme", grant, ("A",))()

    names = valkey.keys("*")
    assert names
    assert not [name for name in names if b"acme" in name or b"token-1" in valkey.get(name)]
    assert all(0 < valkey.ttl(name) <= 600 for name in names)


def test_an_unreadable_token_in_redis_is_fetched_again(cache, valkey, grant):
    cache.provider("acme", grant, ())()
    (name,) = valkey.keys("*")
    valkey.set(name, b"nonsense")

    assert cache.provider("acme", grant, ())() == "token-2"


def test_concurrent_callers_cause_one_renewal(cache, valkey, cipher, grant):
    everybody = threading.Barrier(16)
    sources = [TokenCache(valkey, cipher).provider("acme", grant, ()) for _ in range(4)]

    def call(number):
        everybody.wait()
        return sources[number % 4]()

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(call, range(16))) == {"token-1"}
    assert len(grant.requests) == 1


def test_a_rejected_token_is_replaced_once_for_all_threads(cache, grant):
    source = cache.provider("acme", grant, ())
    everybody = threading.Barrier(8)

    def call(_):
        first = source()
        everybody.wait()
        return first, source(True)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(call, range(8))) == {("token-1", "token-2")}
    assert len(grant.requests) == 2


def test_forcing_a_renewal_without_a_token_fetches_one(cache, grant):
    cache.provider("acme", grant, ())()

    assert cache.provider("acme", grant, ())(True) == "token-2"


@pytest.mark.parametrize("connection", [None, NO_REDIS])
def test_without_redis_tokens_are_cached_in_the_process(connection, cipher, grant):
    source = TokenCache(connection, cipher).provider("acme", grant, ())

    assert [source(), source(), source(True)] == ["token-1", "token-1", "token-2"]


def test_a_failed_fetch_is_raised_and_the_next_call_retries(cache, grant):
    fetch = grant.fetch
    grant.fetch = lambda *args: 1 / 0
    source = cache.provider("acme", grant, ())
    with pytest.raises(ZeroDivisionError):
        source()

    grant.fetch = fetch
    assert source() == "token-1"
