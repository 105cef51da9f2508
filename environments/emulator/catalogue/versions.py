"""The versions of the API that the emulator speaks, oldest first."""

VERSIONS = ("1.0.239", "1.0.454")
NEWEST = VERSIONS[-1]


def includes(version: str, since: str | None) -> bool:
    """Return whether a version has what came with the version `since`; None stands for the first one."""
    return since is None or VERSIONS.index(since) <= VERSIONS.index(version)
