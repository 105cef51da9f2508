"""The check that refuses stand-ins outside the embedded default."""

import pytest

from accounts import checks
from portal import social_providers


@pytest.mark.parametrize(
    ("origin", "refused"),
    [
        ("http://127.0.0.1:8101", True),
        ("https://localhost", True),
        ("http://github.example.com", True),
        ("https://github.com", False),
        ("https://accounts.google.com", False),
    ],
)
def test_stand_ins_are_rejected_outside_the_embedded_default(settings, origin, refused):
    settings.PROVIDERS = social_providers.Providers({}, [origin])
    assert [error.id for error in checks.check_social_providers()] == (["accounts.E001"] if refused else [])
    settings.EMBEDDED = True
    assert checks.check_social_providers() == []
