"""The tables of rules in the documents name existing tests."""

import re
from pathlib import Path

import pytest
from django.conf import settings

NAMED = re.compile(r"`(test_[a-z0-9_]+)`")


@pytest.mark.parametrize(("name", "at_least"), [("people", 80), ("pages", 15)])
def test_every_test_in_the_table_of_rules_exists(name, at_least):
    document = Path(settings.BASE_DIR, "docs", f"{name}.md").read_text()
    tests = "\n".join(path.read_text() for path in Path(settings.BASE_DIR, "tests").rglob("test_*.py"))
    named = NAMED.findall(document)
    assert len(named) >= at_least
    assert not [name for name in named if f"def {name}(" not in tests]
