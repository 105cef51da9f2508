"""The admin of restores: operators see the rows without secrets and can't change them."""

import pytest

from lib import clock
from organizations.restores.models import (
    DeliveryAttempt,
    Restore,
    RestoreFinding,
    RestorePermission,
    RestoreStep,
    StagingRestoreWebhook,
    WebhookDelivery,
)
from tests.login import signed_in

SECRETS = ("signs everything", "Name is already taken", "private response")


@pytest.fixture
def rows(cast) -> list:
    restore = Restore.objects.create(pair=cast.pair, state="finished", trigger="schedule", slot=clock.now())
    RestoreStep.objects.create(restore=restore, resource="Products", phase="write")
    failure = {
        "type": "failed",
        "resource": "Products",
        "record_path": "P1",
        "reason": "refused",
        "ordercloud_message": SECRETS[1],
    }
    finding = RestoreFinding.objects.create(restore=restore, **failure)
    webhook = StagingRestoreWebhook.objects.create(
        organization=cast.pair.staging, url="https://hooks.example/", hash_key=SECRETS[0]
    )
    delivery = WebhookDelivery.objects.create(webhook=webhook, restore=restore, body="{}")
    DeliveryAttempt.objects.create(
        delivery=delivery, seconds=0.2, status=200, outcome="OK", response_body=SECRETS[2]
    )
    permission = RestorePermission.objects.create(pair=cast.pair, granted_by=cast.olive)
    return [restore, finding, webhook, delivery, permission]


def addresses(rows) -> list[str]:
    lists = [f"/admin/restores/{row._meta.model_name}/" for row in rows]
    return lists + [f"{address}{row.pk}/change/" for address, row in zip(lists, rows, strict=True)]


def test_operators_see_every_row_and_no_secret(cast, client, rows):
    signed_in(client, cast.oscar)
    for address in addresses(rows):
        response = client.get(address)
        assert response.status_code == 200, address
        assert not [secret for secret in SECRETS if secret in response.content.decode()]


def test_rows_cannot_be_added_changed_or_deleted_in_the_admin(cast, client, rows):
    signed_in(client, cast.oscar)
    for row in rows:
        address = f"/admin/restores/{row._meta.model_name}/"
        for action in ("add/", f"{row.pk}/delete/"):
            assert client.get(address + action).status_code == 403
        assert client.post(f"{address}{row.pk}/change/", {"state": "failed"}).status_code == 403
