"""Storage of organizations and their records in SQLite."""
