"""Encrypted fields."""

import pytest
from django.db import connection

from console.models import ConsoleTab, TabDraft

SECRET = b"client secret " * 1000


@pytest.fixture
def draft(cast) -> TabDraft:
    tab = ConsoleTab.objects.create(user=cast.olive, organization=cast.sandbox)
    return TabDraft.objects.create(tab=tab, operation="Products.Create", data=SECRET)


def test_bytes_are_read_as_they_were_and_stored_compressed_and_encrypted(draft):
    assert TabDraft.objects.get().data == SECRET
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM console_tabdraft")
        [[stored]] = cursor.fetchall()
    assert b"secret" not in bytes(stored)
    assert len(stored) < 500


def test_empty_bytes_stay_empty(draft):
    draft.data = b""
    draft.save()
    assert TabDraft.objects.get().data == b""
