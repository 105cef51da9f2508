"""Addresses of all environments and regions."""

import pytest

from environments import endpoints


@pytest.mark.parametrize(
    ("environment", "region", "host"),
    [
        ("Production", "usw", "api.ordercloud.io"),
        ("Staging", "usw", "stagingapi.ordercloud.io"),
        ("Sandbox", "usw", "sandboxapi.ordercloud.io"),
        ("Production", "est", "useast-production.ordercloud.io"),
        ("Staging", "aus", "australiaeast-staging.ordercloud.io"),
        ("Sandbox", "eur", "westeurope-sandbox.ordercloud.io"),
        ("Staging", "jpn", "japaneast-staging.ordercloud.io"),
    ],
)
def test_hosted_addresses_follow_the_naming_of_the_vendor(environment, region, host):
    endpoint = endpoints.hosted_endpoint(environment, region)

    assert endpoint.base_url == f"https://{host}"
    assert endpoint.api_url == f"https://{host}/v1"
    assert endpoint.token_url == f"https://{host}/oauth/token"
    assert endpoint.openapi_url == f"https://{host}/v1/openapi/v3"


def test_the_emulator_has_a_path_for_each_environment_and_region():
    assert endpoints.emulated_endpoint("http://h:1/", "Sandbox").base_url == "http://h:1/sandbox"
    assert endpoints.emulated_endpoint("http://h:1", "Staging", "eur").base_url == "http://h:1/eur-staging"


@pytest.mark.parametrize(("environment", "region"), [("Qa", "usw"), ("sandbox", "usw"), ("Staging", "mars")])
def test_an_unknown_environment_or_region_is_rejected(environment, region):
    with pytest.raises(ValueError, match="is not"):
        endpoints.hosted_endpoint(environment, region)
    with pytest.raises(ValueError, match="is not"):
        endpoints.emulated_endpoint("http://h:1", environment, region)
