"""The core of the console imports no Django."""

import subprocess
import sys

from tests.architecture.repository import ROOT

PURE = ("openapi", "request", "response")


def test_document_request_and_response_load_no_django():
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for package in PURE
        for path in (ROOT / "console" / package).glob("[a-z]*.py")
    ]
    assert len(modules) > len(PURE)
    program = f"import sys, {', '.join(modules)}; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0
