"""Fixtures of the tests of restores in the Portal API."""

from tests.contributors.api.conftest import api
from tests.organizations.restores.conftest import plan

__all__ = ["api", "plan"]
