"""Swagger UI as it comes from npm, with a document, as a vendor would serve both: compressed."""

import gzip

from tests.architecture.repository import ROOT
from tests.console.recording_server import RecordedRequest, RecordingServer

FOLDER = ROOT / "node_modules" / "swagger-ui-dist"
PAGE = b"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Swagger UI</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/swagger-ui.css"></head>
<body><div id="ui"></div><script src="/swagger-ui-bundle.js"></script><script src="/start.js"></script>
</body></html>"""
START = b"SwaggerUIBundle({ url: '/document.json', dom_id: '#ui' });"


class SwaggerUi(RecordingServer):
    """Serves the page at `url`.

    Raises:
        FileNotFoundError: `make dev` has not brought Swagger UI.
    """

    def __init__(self, document: bytes):
        super().__init__()
        files = {
            "/alive/": ("text/plain", b"alive"),
            "/": ("text/html", PAGE),
            "/start.js": ("text/javascript", START),
            "/document.json": ("application/json", document),
            "/swagger-ui.css": ("text/css", (FOLDER / "swagger-ui.css").read_bytes()),
            "/swagger-ui-bundle.js": ("text/javascript", (FOLDER / "swagger-ui-bundle.js").read_bytes()),
        }
        self._files = {path: (kind, gzip.compress(content)) for path, (kind, content) in files.items()}

    def respond(self, arrival: RecordedRequest) -> tuple[int, bytes, dict[str, str]]:
        if arrival.target not in self._files:
            return 404, b"", {}
        kind, content = self._files[arrival.target]
        return 200, content, {"Content-Type": kind, "Content-Encoding": "gzip"}
