"""The signatures of the staging restore webhook."""

from lib import clock
from organizations.restores.webhook.signing import signature_headers


def test_ordercloud_s_signature_matches_a_known_vector():
    headers = signature_headers("my-secret", "id", '{"a":1}', clock.now())
    assert headers["X-oc-hash"] == "l/byqsBzjM83cL1uPn+JhR7QaV3d+gvmazPkSNfuBe0="
