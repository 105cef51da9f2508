"""What the history keeps of a request."""

import json

import pytest
from django.test import Client

from console.history import entries
from console.models import HistoryEntry
from tests.login import signed_in

SANDBOX = "/organizations/acme_Sandbox/console/"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJ1c3IiOiJvbGl2ZSJ9.c2lnbmF0dXJlLW9mLWl0"


def last() -> HistoryEntry:
    return HistoryEntry.objects.latest("pk")


def test_a_read_is_kept_with_its_response(ordercloud, as_olive, cast):
    ordercloud.set_response(200, {"Meta": {}, "Items": [{"ID": "A", "Price": 1}]})
    as_olive.get(SANDBOX + "Products.List", {"query.search": "torque", "do": "send"})
    entry = last()
    assert (entry.user, entry.organization, entry.operation) == (cast.olive, cast.sandbox, "Products.List")
    assert (entry.method, entry.path, entry.status) == ("GET", "/products?search=torque", 200)
    assert json.loads(entry.response)["Items"] == [{"ID": "A", "Price": 1}]
    assert entry.roles == ["FullAccess"]
    assert not entry.response_is_cut


def test_secrets_and_tokens_are_masked_before_they_are_stored(ordercloud, as_olive):
    response = {"ClientSecret": "s3cret", "xp": {"HashKey": "s3cret", "Note": JWT}, "AccessTokenDuration": 60}
    ordercloud.set_response(200, response, **{"X-Api-Key": "s3cret"})
    body = {
        "AppName": "Shop",
        "AccessTokenDuration": 60,
        "ClientSecret": "s3cret",
        "xp": {"Password": "s3cret", "Jwt": JWT},
    }
    as_olive.post(SANDBOX + "ApiClients.Create", {"body~json": json.dumps(body), "do": "send"})
    entry = last()
    stored = b" ".join([entry.form_data, entry.response, json.dumps(entry.headers).encode()])
    assert b"s3cret" not in stored
    assert JWT.encode() not in stored
    assert b"Shop" in stored
    assert json.loads(entry.response)["AccessTokenDuration"] == 60


def test_a_large_response_is_cut_with_its_size_kept(ordercloud, as_olive, settings):
    settings.HISTORY_MAX_SIZE = 2_000
    items = [{"ID": str(number), "ClientSecret": "s3cret"} for number in range(500)]
    ordercloud.set_response(200, {"Meta": {}, "Items": items})
    as_olive.get(SANDBOX + "ApiClients.List", {"do": "send"})
    entry = last()
    assert len(entry.response) == 2_000
    assert entry.response_is_cut
    assert entry.size > 15_000
    assert b"s3cret" not in entry.response


def test_a_large_body_is_cut_and_masked_when_it_is_not_json(ordercloud, as_olive, settings):
    settings.HISTORY_MAX_SIZE = 500
    ordercloud.set_response(502, b"<html>" + b"password=s3cret " * 200, content_type="text/html")
    as_olive.get(SANDBOX + "Products.List", {"do": "send"})
    assert last().response_is_cut
    assert b"s3cret" not in last().response


def test_a_retried_call_is_kept_with_both_statuses(ordercloud, as_olive):
    ordercloud.set_response(401, {"Errors": []})
    as_olive.get(SANDBOX + "Products.List", {"do": "send"})
    assert last().attempts == ["401", "401"]
    assert "401, then 401" in as_olive.get(SANDBOX + "history/").content.decode()


def test_a_call_without_a_response_is_kept(ordercloud, as_olive):
    as_olive.get(SANDBOX + "Products.List")
    ordercloud.shutdown()
    ordercloud.server_close()
    as_olive.get(SANDBOX + "Products.List", {"do": "send"})
    assert (last().status, last().failure) == (0, "not reached")


@pytest.mark.django_db
def test_old_requests_and_all_but_the_last_500_are_purged(cast, settings):
    def create(count, user, **fields):
        common = {"organization": cast.sandbox, "operation": "Me.Get", "method": "GET", "path": "/me"}
        rows = [HistoryEntry(user=user, **{**common, **fields}) for _ in range(count)]
        return HistoryEntry.objects.bulk_create(rows)

    rows = create(503, cast.olive)
    create(2, cast.adam)
    create(1, cast.olive, organization=cast.pair.staging)
    settings.HISTORY_DAYS = 30
    old = create(1, cast.adam)[0]
    HistoryEntry.objects.filter(pk=old.pk).update(sent_at=old.sent_at.replace(year=2020))
    assert entries.purge() == 4
    left = HistoryEntry.objects.filter(user=cast.olive, organization=cast.sandbox)
    assert left.count() == 500
    assert not left.filter(pk__in=[row.pk for row in rows[:3]]).exists()
    assert HistoryEntry.objects.filter(user=cast.adam).count() == 2


def test_the_history_goes_with_the_person_and_into_their_export(ordercloud, cast):
    signed_in(Client(), cast.adam).get(SANDBOX + "Products.List", {"do": "send"})
    (exported,) = entries.export(cast.adam)
    assert (exported["operation"], exported["status"]) == ("Products.List", 200)
    assert entries.export(cast.olive) == []
    cast.adam.delete()
    assert not HistoryEntry.objects.exists()
