"""Telling a disk without room from other failures of the database and of files."""

import errno

FULL = {errno.ENOSPC, errno.EDQUOT}
POSTGRESQL_DISK_FULL = "53100"  # its SQLSTATE


def is_full(error: BaseException) -> bool:
    """Whether `error`, or what caused it, says that there is no room: of a file, PostgreSQL or SQLite."""
    if isinstance(error, OSError):
        # Python looks for a folder for temporary files by writing there.
        return error.errno in FULL or "No usable temporary directory" in str(error)
    if getattr(error.__cause__, "sqlstate", None) == POSTGRESQL_DISK_FULL:
        return True
    return "database or disk is full" in str(error)
