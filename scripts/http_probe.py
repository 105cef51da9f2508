"""`python -m scripts.http_probe PORT PATH` exits with 0 when this machine serves the path on the port."""

import http.client
import sys


def responds(port: int, path: str) -> bool:
    """Return whether a response below 500 arrives within 20 seconds."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not responds(int(sys.argv[1]), sys.argv[2]))
