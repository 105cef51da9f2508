"""Request bodies stored on disk until they are sent, so that memory use stays constant."""

import os
import tempfile
import threading


class Spool:
    """Stores bytes in an unnamed temporary file. Thread-safe."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="restore-")  # noqa: SIM115 - lives as long as the spool
        self._end = 0
        self._lock = threading.Lock()

    def append(self, body: bytes) -> tuple[int, int]:
        """Store a body and return its range, for `read`."""
        with self._lock:
            start = self._end
            self._end += len(body)
        written = 0
        while written < len(body):  # a nearly full disk accepts only a part
            written += os.pwrite(self._file.fileno(), body[written:], start + written)
        return start, len(body)

    def read(self, byte_range: tuple[int, int]) -> bytes:
        """Return the body in that range."""
        return os.pread(self._file.fileno(), byte_range[1], byte_range[0])

    def close(self) -> None:
        self._file.close()
