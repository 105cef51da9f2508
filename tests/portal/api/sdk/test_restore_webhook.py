"""The staging restore webhook by the vendor's client."""

import pytest

from organizations.restores.models import WebhookDelivery
from tests.portal.api.sdk.library import LibraryError
from tests.portal.api.sdk.uses import uses


@uses(
    "Organizations.SaveStagingRestoreWebhook",
    "Organizations.GetStagingRestoreWebhook",
    "Organizations.TestStagingRestoreWebhook",
    "Organizations.DeleteStagingRestoreWebhook",
)
def test_the_restore_webhook_is_saved_read_tested_and_turned_off(cast, library):
    adam = library.of(cast.adam)
    webhook = {"URL": "https://hooks.example/restored", "HashKey": "a key that signs"}
    assert adam("Organizations.SaveStagingRestoreWebhook", "acme_Staging", webhook) == webhook
    assert adam("Organizations.GetStagingRestoreWebhook", "acme_Staging") == webhook
    adam("Organizations.TestStagingRestoreWebhook", "acme_Staging")
    assert WebhookDelivery.objects.get().is_test
    adam("Organizations.DeleteStagingRestoreWebhook", "acme_Staging")
    with pytest.raises(LibraryError) as refused:
        adam("Organizations.GetStagingRestoreWebhook", "acme_Staging")
    assert (refused.value.status, refused.value.code) == (404, "NotFound")
    with pytest.raises(LibraryError) as refused:
        adam("Organizations.SaveStagingRestoreWebhook", "acme_Sandbox", webhook)
    assert (refused.value.status, refused.value.code) == (400, "StagingRestoreWebhook.NotStaging")
