"""Recognition of a full disk among failures of the database and of files."""

import errno

DISK_FULL_ERRNOS = {errno.ENOSPC, errno.EDQUOT}
POSTGRESQL_DISK_FULL = "53100"  # its SQLSTATE


def is_full(error: BaseException) -> bool:
    """Return whether `error` or its cause reports a full disk: of a file, PostgreSQL or SQLite."""
    if isinstance(error, OSError):
        # Python tests folders for temporary files by writing to them.
        return error.errno in DISK_FULL_ERRNOS or "No usable temporary directory" in str(error)
    if getattr(error.__cause__, "sqlstate", None) == POSTGRESQL_DISK_FULL:
        return True
    return "database or disk is full" in str(error)
