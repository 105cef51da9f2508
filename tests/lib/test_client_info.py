"""Clients are distinguished by network and by device."""

import doctest

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory

from lib import client_info

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/129.0 Safari/537.36 Edg/129.0"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (EDGE, "Edge on Windows"),
        (IPHONE, "Safari on iPhone"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("@ordercloud/portal-javascript-sdk/1.0", "@ordercloud/portal-javascript-sdk"),
        ("", "Unknown program"),
        ("\x00\x01", "Unknown program"),
        ("<script>", "Unknown program"),
    ],
)
def test_devices_have_readable_names(agent, name):
    assert client_info.device_label(agent) == name


def test_the_doctests_pass():
    assert doctest.testmod(client_info).failed == 0


def test_an_ipv6_prefix_counts_as_one_network():
    requests = [RequestFactory().post("/", REMOTE_ADDR=f"2a02:1406:11f:7000::{last}") for last in ("1", "2")]
    assert len({client_info.client_network(request) for request in requests}) == 1


def test_a_forwarded_address_is_used_behind_a_trusted_proxy_only(settings):
    request = RequestFactory().post(
        "/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "6.6.6.6, 81.230.14.9"}
    )
    assert client_info.client_ip(request) == "10.0.0.1"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert client_info.client_ip(request) == "81.230.14.9"


def test_a_client_without_an_address_is_rejected():
    request = RequestFactory().post("/")
    del request.META["REMOTE_ADDR"]
    with pytest.raises(PermissionDenied):
        client_info.client_ip(request)
