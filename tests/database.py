"""Empties the database after a test that commits."""

from django.db import connection
from django.test import TransactionTestCase

from tests.polling import wait_until

# `migrate` fills these; every test expects them, and none changes them.
FILLED_BY_MIGRATE = {
    *("auth_group", "auth_group_permissions", "auth_permission"),
    *("django_content_type", "django_migrations"),
}


def filled_tables() -> list[str]:
    """The tables that hold a row, but for those that `migrate` fills."""
    names = sorted(set(connection.introspection.table_names()) - FILLED_BY_MIGRATE)
    quoted = [(name, connection.ops.quote_name(name)) for name in names]
    queries = [f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {table})" for name, table in quoted]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(queries))
        return [name for (name,) in cursor.fetchall()]


def other_transactions() -> int:
    """How many connections other than this one are within a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND xact_start IS NOT NULL"
        )
        return cursor.fetchone()[0]


def empty_filled_tables(test_case: TransactionTestCase) -> None:
    """Deletes every row that the test left.

    Django's own flush truncates all tables, filled or not, and then has content types and permissions
    recreated: a quarter of a second, where this takes a few milliseconds. Foreign keys are not looked
    at meanwhile, so the order does not matter. A page that the test has left may still be in the middle
    of a write, whose locks the deletion would meet in another order: a deadlock.
    """
    wait_until(lambda: not other_transactions(), within=30)
    filled = filled_tables()
    if not filled:
        return
    deletions = [f"DELETE FROM {connection.ops.quote_name(name)};" for name in filled]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SET session_replication_role = replica; {' '.join(deletions)} RESET session_replication_role"
        )
