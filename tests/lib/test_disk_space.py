"""A full disk is distinguished from other failures."""

import sqlite3
from pathlib import Path

import pytest

from lib import disk_space


def write_to_a_full_device():
    with open("/dev/full", "wb", buffering=0) as device:
        device.write(b"x")


def write_to_a_full_database():
    with sqlite3.connect(":memory:") as database:
        database.execute("PRAGMA max_page_count = 2")
        database.execute("CREATE TABLE record (body TEXT)")
        database.execute("INSERT INTO record VALUES (?)", ["x" * 100_000])


def read_what_is_not_there():
    Path("/nowhere").read_bytes()


def write_to_a_table_that_is_not_there():
    sqlite3.connect(":memory:").execute("INSERT INTO record VALUES (1)")


@pytest.mark.parametrize(
    ("failing", "full"),
    [
        (write_to_a_full_device, True),
        (write_to_a_full_database, True),
        (read_what_is_not_there, False),
        (write_to_a_table_that_is_not_there, False),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_full_disk_is_distinguished_from_other_errors(failing, full):
    with pytest.raises((OSError, sqlite3.Error)) as raised:
        failing()
    assert disk_space.is_full(raised.value) is full
