"""Rate limits by network."""

import pytest
from django.test import RequestFactory

from lib import rate_limit


@pytest.mark.usefixtures("frozen_time")
def test_limits_count_each_network_separately():
    one, other = (RequestFactory().post("/", REMOTE_ADDR=address) for address in ("10.0.0.1", "10.0.0.2"))
    most, _ = rate_limit.RATES["password_reset"]
    for _ in range(most):
        rate_limit.hit(one, "password_reset")
    with pytest.raises(rate_limit.RateLimited) as refused:
        rate_limit.hit(one, "password_reset")
    assert 0 < refused.value.retry_after <= 60
    rate_limit.hit(other, "password_reset")
