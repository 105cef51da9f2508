"""Reads of the Portal API have an ETag, and writes that name one happen to that version only."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from accounts.login import api_tokens
from contributors.models import AccessGrant
from organizations.models import Organization
from portal.api.api import api

ACME = "/organizations/acme_Sandbox"
READS = [
    "/me",
    "/organizations",
    ACME,
    "/teams",
    f"{ACME}/contributors",
    f"{ACME}/access/users",
    "/openapi.json",
]


@pytest.mark.parametrize("path", READS)
def test_every_read_has_a_strong_etag_that_stays_while_nothing_changes(send, path):
    first, second = send("olive", "GET", path), send("olive", "GET", path)
    assert re.fullmatch(r'"[\w-]{22}"', first["ETag"])
    assert first["ETag"] == second["ETag"]
    assert "Authorization" in first["Vary"]


@pytest.mark.parametrize("path", READS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_version_that_the_client_has_is_not_sent_again(send, path, method):
    etag = send("olive", "GET", path)["ETag"]
    for named in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        response = send("olive", method, path, If_None_Match=named)
        assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)
        assert "Content-Type" not in response
    assert send("olive", "GET", path, If_None_Match='"other"').status_code == 200


def test_a_change_changes_the_etag_of_the_resource_and_its_list(send):
    before = {path: send("olive", "GET", path)["ETag"] for path in (ACME, "/organizations")}
    send("olive", "PUT", ACME, {"Name": "Renamed"})
    for path, etag in before.items():
        assert send("olive", "GET", path, If_None_Match=etag).status_code == 200


def test_users_who_see_different_things_get_different_etags(send):
    assert send("olive", "GET", ACME)["ETag"] != send("adam", "GET", ACME)["ETag"]  # the owner's email


@pytest.mark.parametrize(("who", "path"), [("", "/me"), ("stan", ACME), ("olive", "/nothing")])
def test_errors_have_no_etag(send, who, path):
    response = send(who, "GET", path, If_None_Match="*")
    assert response.status_code in {401, 404}
    assert "ETag" not in response


def test_tokens_have_no_etag_and_are_not_stored(send, cast, emulator):
    response = send("olive", "GET", f"{ACME}/token", If_None_Match="*")
    assert response.status_code != 304
    assert "ETag" not in response
    assert response["Cache-Control"] == "no-store"


# What is written, who writes it, and a body that changes it.
WRITES = {
    ACME: ("olive", {"Name": "Renamed"}),
    "/me": ("olive", {"Username": "olive", "Name": "Olive Other"}),
    "/teams/{team}": ("olive", {"Name": "Renamed"}),
    f"{ACME}/access/users/victor": ("olive", {"Roles": ["OrderAdmin"]}),
    f"{ACME}/access/teams/{{team}}": ("olive", {"Roles": ["OrderAdmin"]}),
    "/teams/{team}/members/tess": ("olive", {"IsAdmin": True}),
}


@pytest.fixture(params=WRITES)
def written(request, cast):
    who, body = WRITES[request.param]
    return who, request.param.format(team=cast.team.pk), body


def refused(response) -> bool:
    return response.status_code == 412 and response.json()["Errors"][0]["ErrorCode"] == "PreconditionFailed"


def test_a_write_of_the_version_that_was_read_succeeds_once(send, written):
    who, path, body = written
    etag = send(who, "GET", path)["ETag"]
    assert send(who, "PUT", path, body, If_Match=f'"other", {etag}').status_code in {200, 204}
    assert refused(send(who, "PUT", path, body, If_Match=etag))


def test_a_write_of_another_version_changes_nothing(send, written):
    who, path, body = written
    etag = send(who, "GET", path)["ETag"]
    for named in ('"other"', f"W/{etag}", "nonsense", ""):
        assert refused(send(who, "PUT", path, body, If_Match=named)), named
    assert refused(send(who, "PUT", path, body, If_None_Match="*"))
    assert refused(send(who, "PUT", path, body, If_None_Match=etag))
    assert send(who, "GET", path)["ETag"] == etag
    assert send(who, "PUT", path, body, If_Match="*").status_code in {200, 204}


def test_a_deletion_of_another_version_deletes_nothing(send, cast):
    for path in (f"{ACME}/access/users/victor", f"{ACME}/access/teams/{cast.team.pk}"):
        etag = send("olive", "GET", path)["ETag"]
        assert refused(send("olive", "DELETE", path, If_Match='"other"'))
        assert send("olive", "DELETE", path, If_Match=etag).status_code == 204
        assert send("olive", "DELETE", path, If_Match=etag).status_code == 404
    for path in (ACME, f"/teams/{cast.team.pk}", f"/teams/{cast.team.pk}/members/tess"):
        assert refused(send("olive", "DELETE", path, If_Match='"other"'))


def test_what_does_not_exist_has_no_version_to_write(send):
    for path in ("/organizations/free-id", "/teams/free-id", f"{ACME}/access/users/stan"):
        for named in ("*", '"any"'):
            assert refused(send("olive", "PUT", path, {"Name": "New"}, If_Match=named))
        assert send("olive", "GET", path).status_code == 404


def test_a_put_can_be_limited_to_creating(send, emulator):
    for path in ("/organizations/free-id", "/teams/free-id"):
        assert send("olive", "PUT", path, {"Name": "New"}, If_None_Match="*").status_code == 200
        assert refused(send("olive", "PUT", path, {"Name": "Newer"}, If_None_Match="*"))
        assert send("olive", "GET", path).json()["Name"] == "New"


def test_a_condition_gives_no_one_what_they_may_not_do(send, cast):
    path = f"{ACME}/access/users/victor"
    assert send("victor", "PUT", path, {"IsAdmin": True}, If_Match="*").status_code == 403
    assert send("victor", "PUT", ACME, {"Name": "Mine"}, If_Match="*").status_code == 403
    assert send("stan", "DELETE", path, If_Match="*").status_code == 404
    assert send("", "PUT", ACME, {"Name": "Mine"}, If_Match="*").status_code == 401
    assert not AccessGrant.objects.get(organization=cast.sandbox, user=cast.victor).is_admin


def test_every_write_at_an_address_that_can_be_read_is_conditional():
    writes = [
        (f"{operation.methods} {path}", vars(operation.view_func).get("is_conditional", False))
        for router in api._get_bound_routers()
        for path, view in router.path_operations.items()
        if any("GET" in operation.methods for operation in view.operations)
        for operation in view.operations
        if {"PUT", "PATCH", "DELETE"} & set(operation.methods)
    ]
    assert len(writes) > 10
    assert not [write for write, is_conditional in writes if not is_conditional]


@pytest.fixture
def in_parallel(client, request):
    """Sends requests of one user in threads of their own."""

    def send_all(token, calls):
        def one(call):
            method, path, body, headers = call
            try:
                response = type(client)().generic(
                    method,
                    f"/api/v1{path}",
                    body,
                    "application/json",
                    headers={"Authorization": f"Bearer {token}", **headers},
                )
                return response.status_code
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(one, calls))

    return send_all


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", WRITES)
def test_of_parallel_writers_of_one_version_exactly_one_wins(client, cast, in_parallel, path):
    path = path.format(team=cast.team.pk)
    token = api_tokens.issue(cast.olive).access_token
    bearer = {"Authorization": f"Bearer {token}"}
    etag = client.get(f"/api/v1{path}", headers=bearer)["ETag"]
    bodies = [
        f'{{"Username": "olive", "Name": "Writer {number}", "IsAdmin": true, "Roles": ["{role}"]}}'
        for number, role in enumerate(("OrderAdmin", "ProductAdmin", "BuyerAdmin", "MeAdmin"))
    ]
    statuses = in_parallel(token, [("PUT", path, body, {"If-Match": etag}) for body in bodies])
    assert sorted(statuses)[1:] == [412] * 3
    assert min(statuses) in {200, 204}


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_not_committed_yet_is_compared_with(cast, in_parallel, client):
    token = api_tokens.issue(cast.olive).access_token
    etag = client.get(f"/api/v1{ACME}", headers={"Authorization": f"Bearer {token}"})["ETag"]
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            # As a page does that renames it meanwhile.
            Organization.objects.select_for_update().filter(pk="acme_Sandbox").update(name="By a page")
            call = ("PUT", ACME, '{"Name": "By the API"}', {"If-Match": etag})
            writing = pool.submit(in_parallel, token, [call])
            wait_for_blocked_writer()
        assert writing.result() == [412]
    assert Organization.objects.get(pk="acme_Sandbox").name == "By a page"


def wait_for_blocked_writer() -> None:
    query = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(query)
            if cursor.fetchone()[0]:
                return
    pytest.fail("No writer waited for the row.")
