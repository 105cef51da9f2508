"""`python -m scripts.http_probe PORT PATH` ends well when this machine serves the path at the port."""

import http.client
import sys


def answers(port: int, path: str) -> bool:
    """True for any answer below 500 that comes within 20 seconds."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not answers(int(sys.argv[1]), sys.argv[2]))
