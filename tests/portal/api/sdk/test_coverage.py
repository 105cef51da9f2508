"""Every method of the vendor's client has a test here."""

from pathlib import Path

from tests.portal.api.sdk.uses import declared


def test_every_method_of_the_package_is_used_by_a_test(library):
    assert set(declared(Path(__file__).parent)) == set(library.methods)
