"""A hosted account connection against a second, real portal: what is promised of the hosted Portal holds."""

from dataclasses import replace
from urllib.parse import urlsplit

import jwt
import pytest
import requests
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import Client

from environments.grants import CannotGrant
from environments.ordercloud.client import Client as OrderCloudClient
from environments.ordercloud.errors import NotFound, Unauthorized, Unreachable
from organizations import renaming
from organizations.connections import changing, connecting, verification
from organizations.connections.accounts import account_of
from organizations.connections.clients import client_for, token_for
from organizations.models import Connection, Organization
from organizations.restores.models import Restore
from organizations.restores.webhook import settings as webhook_settings
from tests.cast import PASSWORD
from tests.login import signed_in
from tests.organizations.connections.remote import reload
from tests.organizations.connections.second_instance import (
    EVERYONE,
    FULL_ACCESS,
    PRODUCTION,
    SANDBOX,
    STAGING,
    allowed,
    api,
    candidate,
    failed_sign_ins,
    fresh,
    pair,
    second,
    shop,
    sign_ins,
)
from tests.organizations.restores.receiver import run_receiver
from tests.servers import free_port

__all__ = ["allowed", "api", "fresh", "pair", "second", "shop"]


def test_the_account_connects_and_the_test_says_what_works(allowed, second, cast):
    report = verification.test(candidate(second))
    assert report.passed, report.failure
    assert "Token granted with full access" in [line.text for line in report.lines]


def test_the_console_calls_as_the_seller_and_as_users_of_every_kind(shop, second, cast):
    client, console = signed_in(Client(), cast.olive), f"/organizations/{SANDBOX}/console/"
    page = client.get(f"{console}Me.Get", {"do": "send"}).content.decode()
    assert "200 OK" in page
    for kind, user in EVERYONE.items():
        fields = {"kind": kind, "user": "/".join(user), "client": second.shop.everyone, "operation": "Me.Get"}
        address = client.post(f"{console}context/", fields)["Location"]
        page = client.get(f"{address}&do=send").content.decode()
        assert "200 OK" in page, kind
        assert user[1] in page


@pytest.mark.parametrize(("kind", "username"), [("Seller", "sam"), ("Supplier", "mia"), ("Buyer", "marcus")])
def test_tokens_of_users_come_from_the_second_portal(shop, second, cast, api, kind, username):
    clients = api(cast.olive, "GET", f"/organizations/{SANDBOX}/apiclients")[1]["Items"]
    everyone = next(client["Id"] for client in clients if client["AppName"] == "Storefront")
    users = api(cast.olive, "GET", f"/organizations/{SANDBOX}/apiclients/{everyone}/users")[1]["Items"]
    assert kind in {user["CommerceRole"] for user in users if user["Username"] == username}
    status, token = api(
        cast.olive, "GET", f"/organizations/{SANDBOX}/token?clientid={everyone}&username={username}"
    )
    assert status == 200
    me = OrderCloudClient(shop.endpoint, lambda force: token["access_token"], retry_budget=0).get("me")
    assert me["Username"] == username


def test_one_sign_in_serves_all_tokens_and_is_refreshed_when_they_expire(shop, second):
    before = sign_ins(second)
    for _ in range(3):
        token_for(shop, FULL_ACCESS)
    sessions = account_of(shop.connection).sessions
    expired = replace(sessions.load(), renew_at=0.0)
    sessions.save(expired)
    token_for(shop, FULL_ACCESS)
    assert sessions.load().refresh_token != expired.refresh_token
    assert sign_ins(second) == before


def test_a_sign_in_that_was_ended_there_is_made_again(shop, second):
    before = sign_ins(second)
    second.query("UPDATE accounts_refreshtoken SET revoked_at=now()")
    assert token_for(shop, FULL_ACCESS).roles == FULL_ACCESS
    assert sign_ins(second) == before + 1


def test_an_organization_is_renamed_in_both_portals(shop, second, cast, api):
    status, renamed = api(cast.olive, "PUT", f"/organizations/{SANDBOX}", {"Name": "Hartwell Tools"})
    assert (status, renamed["Name"]) == (200, "Hartwell Tools")
    assert second.call("olive", PASSWORD, "GET", f"/organizations/{SANDBOX}")["Name"] == "Hartwell Tools"


def test_search_indexes_and_synchronization_are_forwarded_to_the_second_portal(shop, second, cast, api):
    path = f"/organizations/{SANDBOX}"
    assert api(cast.olive, "POST", f"{path}/searchindexes/Products/rebuild") == (204, None)
    own = api(cast.olive, "GET", f"{path}/searchindexes?type=Products")[1]["SearchIndexes"]
    there = second.call("olive", PASSWORD, "GET", f"{path}/searchindexes?type=Products")["SearchIndexes"]
    assert [index["IndexID"] for index in own] == [index["IndexID"] for index in there]
    index = own[0]["IndexID"]
    assert api(cast.olive, "GET", f"{path}/searchindexes/{index}/errors") == (200, {"SearchIndexErrors": []})
    assert api(cast.olive, "POST", f"{path}/processsubscriptions")[0] == 200
    assert api(cast.olive, "POST", f"{path}/synchronizeorders", {"StartDate": "2026-11-01"})[0] == 204
    status, refused = api(cast.olive, "POST", f"{path}/synchronizecatalog", {"CatalogID": "none"})
    assert (status, refused["Errors"][0]["Data"]["ObjectType"]) == (404, "Catalog")
    assert api(cast.olive, "GET", f"{path}/entitysyncmetadata")[1][0]["EntityName"] == "AdminUsers"


def test_a_pair_is_restored_through_the_account_and_the_webhook_called(pair, second, cast):
    with run_receiver() as receiver:
        webhook_settings.configure(pair.staging, receiver.url, "a key", by=cast.olive)
        call_command("restore_staging", STAGING)
        assert Restore.objects.get().state == Restore.State.FINISHED
        (received,) = receiver.calls
        assert received.json["OrganizationID"] == STAGING
    staging = client_for(pair.staging, FULL_ACCESS)
    assert staging.get("/products/wrench")["Name"] == "Torque wrench"
    assert staging.get("/webhooks/orders")["Url"] == "https://blanked.invalid/"


def test_a_restore_of_the_vendor_that_revokes_tokens_is_survived(pair, second):
    staging = client_for(pair.staging, FULL_ACCESS)
    staging.put("/products/only-here", {"Name": "Of Staging"})
    requests.post(f"{second.emulator.url}/_emulator/restores", json={"Production": PRODUCTION}, timeout=30)
    assert client_for(pair.staging, FULL_ACCESS).get("/products/wrench")["Name"] == "Torque wrench"
    assert staging.get("/webhooks/orders")["Url"] is None
    call_command("restore_staging", STAGING)
    restore = Restore.objects.get()
    assert restore.state == Restore.State.FINISHED


def test_a_personal_access_token_takes_the_place_of_the_password(allowed, second, cast):
    token = second.personal_tokens["service"]
    before = sign_ins(second)
    organization = connecting.connect(candidate(second, secret=f" {token} "), owner=cast.olive, by=cast.olive)
    assert token_for(organization, FULL_ACCESS).roles == FULL_ACCESS
    assert sign_ins(second) == before
    stored = Connection.objects.filter(organization=organization).values_list("secret", flat=True)
    assert list(stored) == [token]
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM organizations_connection WHERE organization_id=%s", [SANDBOX])
        assert token not in str(cursor.fetchall())


def test_a_personal_access_token_that_may_only_read_says_which_scope_it_needs(allowed, second):
    report = verification.test(candidate(second, secret=second.read_token))
    assert report.failure.startswith("The personal access token may only read. Create one with the scope")


def test_a_personal_access_token_that_ended_says_so(shop, second, cast):
    token = jwt.encode({"usr": "service", "exp": 1}, "k" * 32)
    Connection.objects.filter(organization=shop).update(secret=token)
    report = changing.retest(reload(shop.connection), by=cast.olive)
    assert report.failure.startswith("The personal access token has expired. Create a new one")


def test_an_account_with_two_factor_authentication_is_sent_to_personal_access_tokens(allowed, second):
    report = verification.test(candidate(second, username="twofactor"))
    assert report.failure.startswith("This account uses two-factor authentication. Create a personal access")
    token = second.personal_tokens["twofactor"]
    assert verification.test(candidate(second, username="twofactor", secret=token)).passed


def test_a_password_that_was_changed_there_is_not_tried_with_each_call(shop, second, cast, api):
    body = {"CurrentPassword": PASSWORD, "NewPassword": "another battery staple 7"}
    second.call("service", PASSWORD, "PUT", "/me/password", body)
    try:
        with pytest.raises(Unauthorized):
            token_for(shop, FULL_ACCESS)
        connection = reload(shop.connection)
        assert connection.status == Connection.Status.FAILING
        assert connection.failure.startswith("The username or password is incorrect.")
        failed = failed_sign_ins(second)
        for _ in range(3):
            with pytest.raises(CannotGrant, match="username or password is incorrect"):
                token_for(reload(shop.connection).organization, FULL_ACCESS)
        assert failed_sign_ins(second) == failed > 0
        status, refused = api(cast.olive, "GET", f"/organizations/{SANDBOX}/token")
        assert (status, refused["Errors"][0]["ErrorCode"]) == (409, "Connection.CannotGrant")
        changing.rotate_secret(connection, "another battery staple 7", by=cast.olive)
        assert reload(connection).status == Connection.Status.WORKS
        assert token_for(reload(connection).organization, FULL_ACCESS).roles == FULL_ACCESS
    finally:
        second.query(
            "UPDATE accounts_user SET password=(SELECT password FROM accounts_user WHERE username='olive')"
        )


def test_an_account_that_lost_its_access_there_says_so(shop, second, cast):
    path = f"/organizations/{SANDBOX}/access/users/service"
    second.call("olive", PASSWORD, "DELETE", path)
    try:
        with pytest.raises(NotFound):
            token_for(shop, FULL_ACCESS)
        connection = reload(shop.connection)
        assert connection.status == Connection.Status.FAILING
        assert connection.failure.startswith("This account has no access to the organization")
        with pytest.raises(ValidationError, match="didn't rename it"):
            renaming.rename(shop, "Another name", by=cast.olive)
        assert Organization.objects.get(pk=SANDBOX).name != "Another name"
    finally:
        second.give_access(SANDBOX, "service")


def test_less_access_there_gives_no_more_than_that_here(shop, second, cast, api):
    path = f"/organizations/{SANDBOX}/access/users/service"
    less = {"Roles": ["ProductReader"], "IsAdmin": False, "ImpersonateSeller": False}
    less |= {"ImpersonateSupplier": False, "ImpersonateBuyer": False}
    second.call("olive", PASSWORD, "PUT", path, less)
    try:
        assert token_for(shop, FULL_ACCESS).roles == ("ProductReader",)
        clients = second.shop.everyone
        status, refused = api(
            cast.olive, "GET", f"/organizations/{SANDBOX}/token?clientid={clients}&username=sam"
        )
        assert status == 409
        assert "may not act as sam in the hosted Portal" in refused["Errors"][0]["Message"]
        status, refused = api(cast.olive, "POST", f"/organizations/{SANDBOX}/searchindexes/Orders/rebuild")
        assert status == 409
        assert "isn't an admin of the organization" in refused["Errors"][0]["Message"]
        assert reload(shop.connection).status == Connection.Status.WORKS
    finally:
        second.give_access(SANDBOX, "service")


def test_an_organization_that_was_deleted_there_says_so(shop, second, cast):
    second.query("UPDATE organizations_organization SET deleted_at=now() WHERE id=%s", SANDBOX)
    try:
        with pytest.raises(NotFound):
            token_for(shop, FULL_ACCESS)
    finally:
        second.query("UPDATE organizations_organization SET deleted_at=NULL WHERE id=%s", SANDBOX)
    assert reload(shop.connection).status == Connection.Status.FAILING


def test_a_second_portal_that_is_down_is_unreachable_and_the_connection_is_not_at_fault(
    shop, second, settings, api, cast
):
    settings.HOSTED_PORTAL_URL = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(Unreachable):
        token_for(shop, FULL_ACCESS)
    report = changing.retest(shop.connection, by=cast.olive)
    assert report.unreachable
    assert urlsplit(settings.HOSTED_PORTAL_URL).netloc in report.failure
    assert reload(shop.connection).status == Connection.Status.WORKS
    assert api(cast.olive, "GET", f"/organizations/{SANDBOX}/searchindexes")[0] == 502


def test_neither_portal_logs_the_password_or_a_token(shop, second, caplog):
    caplog.set_level("DEBUG")
    token = token_for(shop, FULL_ACCESS)
    logged = second.log + caplog.text
    assert PASSWORD not in logged
    assert token.access_token not in logged
    assert "eyJ" not in logged
