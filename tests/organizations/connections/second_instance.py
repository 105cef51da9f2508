"""Fixtures of a hosted account connection to a second, real portal.

The second portal has Olive's organizations with users of every kind. The account `service` has been given
access to them, and the first portal connects by it.
"""

import json
from urllib.parse import urlsplit

import pytest
import redis
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection

from accounts.login import api_tokens
from environments.emulator.http.server import run_in_thread
from organizations.connections import candidates, connecting
from organizations.connections.candidates import Credentials
from organizations.connections.clients import client_for
from organizations.models import AllowedHost, Connection, Organization, StagingPair
from tests.accounts.personal_tokens.creation import create_token
from tests.cast import PASSWORD, create_access, create_organization, create_staging_pair, create_user
from tests.contributors.impersonation.shop import build_shop
from tests.second_portal import REDIS_DATABASE, SecondPortal, copy_database

EVERYONE = {"seller": ("", "sam-id"), "supplier": ("mill", "mia-id"), "buyer": ("vela", "marcus-id")}
FULL_ACCESS = ("FullAccess",)
SANDBOX, PRODUCTION, STAGING = "shop_Sandbox", "shop", "shop_Staging"


@pytest.fixture(scope="module")
def second(django_db_setup, django_db_blocker, valkey, tmp_path_factory):
    """The second portal, filled and running."""
    name = f"second_{connection.settings_dict['NAME']}"
    with django_db_blocker.unblock(), run_in_thread() as emulator:
        copy_database(name)
        portal = SecondPortal(tmp_path_factory.mktemp("second"), emulator, name)
        with portal.database_of_this_process():
            fill(portal)
        portal.start()
        yield portal
        portal.stop()


def fill(portal: SecondPortal) -> None:
    """Create the users and organizations of the second portal."""
    olive, service = create_user("olive"), create_user("service")
    pair = create_staging_pair(olive, PRODUCTION)
    for organization in (create_organization(olive, SANDBOX), pair.production, pair.staging):
        permissions = dict.fromkeys(("impersonate_seller", "impersonate_supplier", "impersonate_buyer"), True)
        create_access(organization, ["FullAccess"], user=service, is_admin=True, **permissions)
        portal.emulator.emulator.organizations.provision(
            organization.pk, organization.environment, "usw", organization.name
        )
    two_factor = create_user("twofactor")
    TOTP.activate(two_factor, generate_totp_secret())
    for user in (service, two_factor):
        portal.personal_tokens[user.username] = create_token(user, scope="write").token
    portal.read_token = create_token(service, "Reader", scope="read").token
    create_access(Organization.objects.get(pk=SANDBOX), ["FullAccess"], user=two_factor)
    portal.shop = build_shop(Organization.objects.get(pk=SANDBOX))


@pytest.fixture(autouse=True)
def fresh(second, valkey, settings):
    """The second portal is the hosted one, and has counted nothing."""
    redis.Redis.from_url(f"{settings.REDIS_URL.rpartition('/')[0]}/{REDIS_DATABASE}").flushdb()
    settings.EMBEDDED, settings.HOSTED_PORTAL_URL = True, second.url


@pytest.fixture
def allowed(db, second):
    """The operators of the first portal allow connections to the second one's OrderCloud."""
    AllowedHost.objects.create(host=urlsplit(second.emulator.url).netloc)


def candidate(second: SecondPortal, id: str = SANDBOX, secret: str = PASSWORD, username: str = "service"):
    environment = {PRODUCTION: "Production", STAGING: "Staging"}.get(id, "Sandbox")
    base_url = f"{second.emulator.url}/{environment.lower()}"
    credentials = Credentials(username, secret, Connection.Type.HOSTED_PORTAL, base_url)
    return candidates.build(id, environment, "usw", credentials)


@pytest.fixture
def shop(allowed, second, cast) -> Organization:
    """The Sandbox organization, connected by Olive with the account."""
    return connecting.connect(candidate(second), owner=cast.olive, by=cast.olive)


@pytest.fixture
def api(client):
    """Call the first portal's API as a user: status and JSON."""

    def call(user, method, path, body=None):
        response = client.generic(
            method,
            f"/api/v1{path}",
            json.dumps(body) if body is not None else b"",
            "application/json" if body is not None else "",
            headers={"Authorization": f"Bearer {api_tokens.issue(user).access_token}"},
        )
        return response.status_code, response.json() if response.content else None

    return call


def sign_ins(second: SecondPortal) -> int:
    """Return how often the account has signed in to the second portal."""
    return _count(second, "user.signed_in")


def failed_sign_ins(second: SecondPortal) -> int:
    """Return how often a wrong password of the account was tried."""
    return _count(second, "user.sign_in_failed")


def _count(second: SecondPortal, event: str) -> int:
    ((count,),) = second.query(
        "SELECT count(*) FROM accounts_auditentry JOIN accounts_user"
        " ON accounts_user.id=actor_id OR accounts_user.id::text=target_id"
        " WHERE event=%s AND username='service'",
        event,
    )
    return count


@pytest.fixture
def pair(transactional_db, allowed, second, cast, valkey) -> StagingPair:
    """The pair of the second portal, connected by the account; Production has a product and a webhook."""
    for id in (PRODUCTION, STAGING):
        connecting.connect(candidate(second, id), owner=cast.olive, by=cast.olive)
    pair = StagingPair.objects.get(production=PRODUCTION)
    production = client_for(pair.production, FULL_ACCESS)
    production.put("/products/wrench", {"Name": "Torque wrench"})
    production.put(
        "/webhooks/orders",
        {
            "Name": "Orders",
            "Url": "https://hooks.hartwell.example/orders",
            "HashKey": "key",
            "ApiClientIDs": [],
            "WebhookRoutes": [{"Route": "v1/orders/{direction}/{orderID}/submit", "Verb": "POST"}],
        },
    )
    return pair
