"""Fixtures of the seeding tool."""

import pytest

from tests.portal.api.seeding.tool import SeedingTool


@pytest.fixture
def tool(live_portal, emulator, cast, tmp_path) -> SeedingTool:
    """The seeding tool in a folder of its own, for the portal and its emulator."""
    return SeedingTool(tmp_path, live_portal.url, f"{emulator.url}/sandbox")
