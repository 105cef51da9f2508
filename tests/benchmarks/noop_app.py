"""An application that does nothing, on the emulator's server, to measure the server itself."""

import sys

from environments.emulator.http import standalone

BODY = b'{"ok":true}'


def application(environ, start_response):
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(BODY)))])
    return [BODY]


if __name__ == "__main__":
    standalone.serve(lambda: application, bound=standalone.listen("127.0.0.1", int(sys.argv[1])), threads=32)
