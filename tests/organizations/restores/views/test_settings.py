"""The restore settings: permission, keys and secrets, and no disclosure of the other organization."""

import pytest

from accounts.audit.events import Event
from accounts.models import AuditEntry
from lib import clock
from organizations.models import Connection, Organization
from organizations.restores import permission as restore_permission
from organizations.restores import runner
from organizations.restores.models import Restore
from tests.cast import EDITORS, create_access, create_user
from tests.login import signed_in

SETTINGS_URL = "/organizations/{}/restores/settings/"


def test_the_owner_of_production_allows_and_revokes_on_the_page(cast, staging_owner, client):
    signed_in(client, cast.olive)
    url = SETTINGS_URL.format("acme")
    assert "Allow restores" in client.get(url).content.decode()
    page = client.post(url, {"action": "allow"}, follow=True).content.decode()
    assert "Olive allowed them" in page
    assert restore_permission.can_restore(staging_owner, cast.pair)
    client.post(url, {"action": "revoke"})
    assert not restore_permission.can_restore(staging_owner, cast.pair)


def test_the_owner_of_staging_sees_the_reason_and_no_button(cast, staging_owner, client):
    signed_in(client, staging_owner)
    page = client.get(SETTINGS_URL.format("acme_Staging")).content.decode()
    assert "Scheduled restores are on hold" in page
    assert "Allow restores" not in page
    assert client.post(SETTINGS_URL.format("acme_Staging"), {"action": "allow"}).status_code == 403
    assert client.post(SETTINGS_URL.format("acme_Staging"), {"action": "copy_secrets"}).status_code == 403


@pytest.mark.parametrize(
    "page",
    ["", "settings/", "restores/", "restores/settings/", "delete/", "restores/{}/", "restores/{}/json/"],
)
def test_an_inaccessible_staging_is_not_disclosed_to_the_owner_of_production(
    cast, staging_owner, client, page
):
    run = Restore.objects.create(pair=cast.pair, state="finished", trigger="schedule", ended_at=clock.now())
    response = signed_in(client, cast.olive).get(f"/organizations/acme/{page.format(run.pk)}")
    assert response.status_code == (404 if "{}" in page else 200)
    assert "acme_Staging" not in response.content.decode()


@pytest.mark.parametrize("page", ["", "settings/", "restores/", "restores/settings/", "restores/{}/json/"])
def test_an_inaccessible_production_is_not_disclosed_to_the_owner_of_staging(cast, client, page):
    sten = create_user("sten", name="Sten")
    pair = cast.pair
    production = Organization.objects.create(
        id="zenith", name="Zenith", environment="Production", owner=cast.olive
    )
    pair.production, pair.staging.owner = production, sten
    pair.save()
    pair.staging.save()
    run = Restore.objects.create(pair=pair, state="finished", trigger="schedule", ended_at=clock.now())
    response = signed_in(client, sten).get(f"/organizations/acme_Staging/{page.format(run.pk)}")
    assert response.status_code == 200
    assert "zenith" not in response.content.decode().lower()


def test_only_an_admin_of_both_can_choose_to_copy_secrets(cast, staging_owner, client):
    create_access(cast.pair.staging, EDITORS, user=cast.olive)
    signed_in(client, cast.olive)
    assert client.post(SETTINGS_URL.format("acme"), {"action": "copy_secrets"}).status_code == 403
    signed_in(client, cast.adam)
    client.post(SETTINGS_URL.format("acme_Staging"), {"action": "copy_secrets"})
    cast.pair.refresh_from_db()
    assert cast.pair.copy_secrets
    assert runner._options(cast.pair).copies_secrets
    assert AuditEntry.objects.get(event=Event.RESTORE_SETTINGS_UPDATED).details == {"copy_secrets": True}
    client.post(SETTINGS_URL.format("acme_Staging"), {"action": "keep_secrets"})
    cast.pair.refresh_from_db()
    assert not runner._options(cast.pair).copies_secrets


@pytest.mark.parametrize(("who", "status"), [("tess", 403), ("victor", 403), ("stan", 404), ("oscar", 404)])
def test_the_settings_page_is_for_owners_and_admins(cast, client, who, status):
    signed_in(client, cast.users[who])
    for organization in ("acme", "acme_Staging"):
        assert client.get(SETTINGS_URL.format(organization)).status_code == status
        assert client.post(SETTINGS_URL.format(organization), {"action": "allow"}).status_code == status


def test_what_the_connection_of_staging_cannot_write_is_said_with_the_reason(cast, client):
    signed_in(client, cast.olive)
    url = SETTINGS_URL.format("acme_Staging")
    assert "URLs that are blanked" not in client.get(url).text
    Connection.objects.filter(organization="acme_Staging").update(type=Connection.Type.API_CLIENT)
    page = client.get(url).text
    assert "URLs that are blanked" in page
    assert "A placeholder is written instead." in page
