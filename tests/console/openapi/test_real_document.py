"""Every operation of the real document: its form is complete, and its values reach OrderCloud."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from console.openapi.operations import Operation
from console.request import json_editor
from console.request.request import Request
from environments.endpoints import Endpoint
from environments.ordercloud.client import Client
from tests.console.document_walk import walk

OPERATIONS = 402


@pytest.fixture(scope="module")
def expected(openapi):
    return list(walk(openapi))


def test_the_document_has_402_operations_with_unique_names_and_addresses(catalogue, expected):
    assert len(expected) == OPERATIONS
    assert {operation.id for operation in catalogue.operations} == {one.operation_id for one in expected}
    assert len({operation.key for operation in catalogue.operations}) == OPERATIONS
    assert all(operation.name and operation.name[0].isupper() for operation in catalogue.operations)


def test_every_operation_belongs_to_one_resource(catalogue):
    listed = [
        each
        for section in catalogue.sections
        for resource in section.resources
        for each in resource.operations
    ]
    assert len(listed) == OPERATIONS
    assert set(listed) == set(catalogue.operations)


def test_every_form_has_exactly_the_parameters_and_writable_fields_of_the_document(catalogue, expected):
    for one in expected:
        offered = list(Request(catalogue.get(one.operation_id)).field_paths)
        assert sorted(offered) == sorted(one.fields), one.operation_id
        assert len(offered) == len(set(offered)), one.operation_id
    assert sum(len(one.fields) for one in expected) > 2 * OPERATIONS


def test_a_filled_form_has_no_errors(catalogue, expected):
    for one in expected:
        assert Request(catalogue.get(one.operation_id), one.posted).problems == [], one.operation_id


def test_a_call_of_every_operation_is_sent_as_filled_in(catalogue, expected, recorder):
    client = Client(Endpoint("Sandbox", "usw", recorder.url), lambda renew: "a-token")
    for one in expected:
        call = Request(catalogue.get(one.operation_id), one.posted).call
        response = client.call(
            call.method, call.path, call.query, call.body, dict(call.headers), unversioned=call.unversioned
        )
        assert response.status == 200
        arrived = recorder.arrivals.pop()
        base = "" if not one.path.startswith("/") else "/v1"
        assert arrived.method == one.verb
        assert urlsplit(arrived.target).path == f"{base}/{one.target.lstrip('/')}", one.operation_id
        assert parse_qsl(urlsplit(arrived.target).query, keep_blank_values=True) == one.query, (
            one.operation_id
        )
        assert arrived.headers["Authorization"] == "Bearer a-token"
        if one.body is None:
            assert arrived.body == b""
        else:
            body = json_editor.parse(arrived.body.decode())
            assert json_editor.dumps(body.value) == one.body, one.operation_id
    assert recorder.arrivals == []


def test_all_bodies_of_the_document_are_objects(catalogue):
    bodies = [operation for operation in catalogue.operations if operation.body]
    assert len(bodies) == 172
    assert all(isinstance(operation, Operation) and operation.body.members for operation in bodies)
