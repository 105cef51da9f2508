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
from tests.environments.fake_server import NO_REDIS


class Mint:
    """A grant that creates fake tokens and counts them."""

    capabilities = Capabilities()
    endpoint = None

    def __init__(self, lifetime=600):
        self.lifetime, self.requests, self.number = lifetime, [], count(1)

    def fetch(self, roles, context=None, platform=False):
        self.requests.append((roles, context, platform))
        return Token.issued_now(f"token-{next(self.number)}", self.lifetime, roles)


@pytest.fixture
def mint():
    return Mint()


@pytest.fixture
def cipher():
    return Fernet(Fernet.generate_key())


@pytest.fixture
def cache(valkey, cipher):
    return TokenCache(valkey, cipher)


def test_a_token_is_fetched_once_and_shared_between_processes(cache, valkey, cipher, mint):
    assert cache.provider("acme", mint, ("A",))() == "token-1"
    assert TokenCache(valkey, cipher).provider("acme", mint, ("A",))() == "token-1"
    assert mint.requests == [(("A",), None, False)]


def test_every_organization_context_and_set_of_roles_has_its_own_token(cache, mint):
    someone = UserContext("buyer", "b", "u", "bob", "c")
    sources = [
        cache.provider("acme", mint, ("A",)),
        cache.provider("other", mint, ("A",)),
        cache.provider("acme", mint, ("A", "B")),
        cache.provider("acme", mint, ()),
        cache.provider("acme", mint, ("A",), someone),
        cache.provider("acme", mint, ("A",), None, True),
    ]

    assert len({source() for source in sources}) == len(sources)


def test_the_order_of_roles_does_not_matter(cache, mint):
    assert cache.provider("acme", mint, ("A", "B"))() == cache.provider("acme", mint, ("B", "A"))()


@pytest.mark.parametrize(("lifetime", "still_good", "too_old"), [(600, 530, 550), (10, 7, 8.5)])
def test_a_token_is_renewed_before_it_expires(cache, lifetime, still_good, too_old):
    source = cache.provider("acme", Mint(lifetime), ())

    with time_machine.travel(0, tick=False) as traveller:
        tokens = [source()]
        traveller.move_to(still_good)
        tokens.append(source())
        traveller.move_to(too_old)
        tokens.append(source())

    assert tokens == ["token-1", "token-1", "token-2"]


def test_tokens_in_redis_are_encrypted(cache, valkey, mint):
    cache.provider("acme", mint, ("A",))()

    names = valkey.keys("*")
    assert names
    assert not [name for name in names if b"acme" in name or b"token-1" in valkey.get(name)]
    assert all(0 < valkey.ttl(name) <= 600 for name in names)


def test_an_unreadable_token_in_redis_is_fetched_again(cache, valkey, mint):
    cache.provider("acme", mint, ())()
    (name,) = valkey.keys("*")
    valkey.set(name, b"nonsense")

    assert cache.provider("acme", mint, ())() == "token-2"


def test_concurrent_callers_cause_one_renewal(cache, valkey, cipher, mint):
    everybody = threading.Barrier(16)
    sources = [TokenCache(valkey, cipher).provider("acme", mint, ()) for _ in range(4)]

    def call(number):
        everybody.wait()
        return sources[number % 4]()

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(call, range(16))) == {"token-1"}
    assert len(mint.requests) == 1


def test_a_rejected_token_is_replaced_once_for_all_threads(cache, mint):
    source = cache.provider("acme", mint, ())
    everybody = threading.Barrier(8)

    def call(_):
        first = source()
        everybody.wait()
        return first, source(True)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(call, range(8))) == {("token-1", "token-2")}
    assert len(mint.requests) == 2


def test_forcing_a_renewal_without_a_token_fetches_one(cache, mint):
    cache.provider("acme", mint, ())()

    assert cache.provider("acme", mint, ())(True) == "token-2"


@pytest.mark.parametrize("connection", [None, NO_REDIS])
def test_without_redis_tokens_are_cached_in_the_process(connection, cipher, mint):
    source = TokenCache(connection, cipher).provider("acme", mint, ())

    assert [source(), source(), source(True)] == ["token-1", "token-1", "token-2"]


def test_a_failed_fetch_is_raised_and_the_next_call_retries(cache, mint):
    fetch = mint.fetch
    mint.fetch = lambda *args: 1 / 0
    source = cache.provider("acme", mint, ())
    with pytest.raises(ZeroDivisionError):
        source()

    mint.fetch = fetch
    assert source() == "token-1"
