"""The signatures of the staging restore webhook."""

import base64
import hashlib
import hmac

from standardwebhooks import Webhook

from lib import clock
from organizations.restores.webhook import delivery as restore_webhook
from organizations.restores.webhook import settings as webhook_settings
from organizations.restores.webhook import staging_restore
from organizations.restores.webhook.signing import signature_headers
from tests.organizations.restores.webhook.conftest import KEY


def test_ordercloud_s_signature_matches_a_known_vector():
    headers = signature_headers("my-secret", "id", '{"a":1}', clock.now())
    assert headers["X-oc-hash"] == "l/byqsBzjM83cL1uPn+JhR7QaV3d+gvmazPkSNfuBe0="


def test_the_call_has_the_signature_of_ordercloud(restore, webhook, receiver):
    restore_webhook.deliver(staging_restore.announce(restore).pk)
    call = receiver.calls[0]
    digest = hmac.new(KEY.encode(), call.body, hashlib.sha256).digest()
    assert call.headers["X-oc-hash"] == base64.b64encode(digest).decode()
    assert call.headers["Content-Type"] == "application/json; charset=utf-8"


def test_the_call_has_the_signature_of_standard_webhooks(restore, webhook, receiver):
    restore_webhook.deliver(staging_restore.announce(restore).pk)
    call = receiver.calls[0]
    Webhook(KEY.encode()).verify(call.body, dict(call.headers.items()))


def test_without_a_key_nothing_is_signed(cast, restore, receiver):
    webhook_settings.configure(cast.pair.staging, receiver.url, by=cast.adam)
    restore_webhook.deliver(staging_restore.announce(restore).pk)
    assert not {"X-oc-hash", "webhook-signature"} & set(receiver.calls[0].headers)
