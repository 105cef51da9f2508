"""The OpenAPI document, downloaded and cached."""

import pytest

from environments import openapi
from environments.ordercloud import errors
from tests.environments.fake_server import FakeResponse, error_response


class FakeCache(dict):
    def set(self, key, value, timeout):
        assert timeout > 0
        self[key] = value


def test_the_document_is_fetched_once_and_cached(fake_server):
    document = b'{"openapi": "3.0.0", "paths": {"/me": {}}}'
    fake_server.respond_with(FakeResponse(body=document))
    shelf = FakeCache()

    assert openapi.fetch(fake_server.endpoint, shelf) == document
    assert openapi.fetch(fake_server.endpoint, shelf) == document
    assert [request.path for request in fake_server.requests] == ["/staging/v1/openapi/v3"]
    assert "Authorization" not in fake_server.requests[0].headers


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"{}", b'{"paths": 3}'])
def test_another_document_is_rejected_and_not_cached(fake_server, body):
    fake_server.respond_with(FakeResponse(body=body))
    shelf = FakeCache()

    with pytest.raises(errors.InvalidJson):
        openapi.fetch(fake_server.endpoint, shelf)
    assert shelf == {}


def test_an_error_of_the_server_is_raised(fake_server):
    fake_server.respond_with(error_response(500))

    with pytest.raises(errors.ServerError):
        openapi.fetch(fake_server.endpoint, FakeCache())
