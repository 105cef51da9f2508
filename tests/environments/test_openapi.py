"""The OpenAPI document, fetched once in a while."""

import pytest

from environments import openapi
from environments.ordercloud import errors
from tests.environments.fake_server import Answer, refusal_answer


class Shelf(dict):
    def set(self, key, value, timeout):
        assert timeout > 0
        self[key] = value


def test_the_document_is_fetched_once_and_then_kept(stand_in):
    document = b'{"openapi": "3.0.0", "paths": {"/me": {}}}'
    stand_in.says(Answer(body=document))
    shelf = Shelf()

    assert openapi.fetch(stand_in.endpoint, shelf) == document
    assert openapi.fetch(stand_in.endpoint, shelf) == document
    assert [asked.path for asked in stand_in.asked] == ["/staging/v1/openapi/v3"]
    assert "Authorization" not in stand_in.asked[0].headers


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"{}", b'{"paths": 3}'])
def test_something_else_is_refused_and_not_kept(stand_in, body):
    stand_in.says(Answer(body=body))
    shelf = Shelf()

    with pytest.raises(errors.InvalidJson):
        openapi.fetch(stand_in.endpoint, shelf)
    assert shelf == {}


def test_an_error_of_the_server_is_raised(stand_in):
    stand_in.says(refusal_answer(500))

    with pytest.raises(errors.ServerError):
        openapi.fetch(stand_in.endpoint, Shelf())
