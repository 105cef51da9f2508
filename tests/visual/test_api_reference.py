"""The page of the Portal API, with and without the frame of the portal."""

import pytest

from tests.login import signed_in
from tests.visual.accessibility import assert_accessible


@pytest.mark.parametrize("who", ["", "victor"])
def test_the_page_of_the_api_is_accessible_light_and_dark_and_on_a_phone(page, live_portal, cast, who):
    if who:
        signed_in(page, cast.users[who], live_portal.url)
    assert_accessible(page, f"{live_portal.url}/api/v1/docs", again=True)
