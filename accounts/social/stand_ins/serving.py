"""Running a stand-in on the loopback address."""

import argparse
import signal
import sys
from typing import Any

from werkzeug.exceptions import NotFound
from werkzeug.serving import make_server


def local_only(application: Any) -> Any:
    """Wrap `application` with 404 for what a proxy forwards: anyone can sign in there as anyone."""

    def guarded(environ: dict[str, Any], start_response: Any) -> Any:
        forwarded = any(
            name.startswith(("HTTP_X_FORWARDED", "HTTP_FORWARDED", "HTTP_VIA")) for name in environ
        )
        return (NotFound() if forwarded else application)(environ, start_response)

    return guarded


def main(make_application: Any, default_port: int) -> None:
    """Serve on the port of `--port`; SIGTERM and Ctrl-C end the process with status 0."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=default_port)
    port = parser.parse_args().port
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    make_server("127.0.0.1", port, local_only(make_application()), threaded=True).serve_forever()
