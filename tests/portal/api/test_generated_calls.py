"""Generated calls of every operation get responses as the OpenAPI document describes them."""

from accounts.login import api_tokens
from organizations.connections.provisioning import provision
from tests.architecture.addresses import EXAMPLES
from tests.portal.api.fuzzing import fuzz

LEAST_CALLS = 150


def test_responses_to_generated_calls_are_as_described(cast, live_portal, settings, tmp_path):
    settings.API_RATE_LIMIT = settings.API_ANONYMOUS_RATE_LIMIT = 10**6
    provision(cast.pair.production)
    token = api_tokens.issue(cast.olive).access_token
    result = fuzz(live_portal.url, token, EXAMPLES, tmp_path, "--phases", "examples,fuzzing", "-n", "1")
    assert (result.failures, result.exit_status) == (0, 0), result.report
    assert result.calls >= LEAST_CALLS
