"""The table of rules names tests that exist."""

import re
from pathlib import Path

from django.conf import settings

NAMED = re.compile(r"`(test_[a-z0-9_]+)`")


def test_every_test_in_the_table_of_rules_exists():
    document = Path(settings.BASE_DIR, "docs", "people.md").read_text()
    tests = "\n".join(path.read_text() for path in Path(settings.BASE_DIR, "tests").rglob("test_*.py"))
    named = NAMED.findall(document)
    assert len(named) > 80
    assert not [name for name in named if f"def {name}(" not in tests]
