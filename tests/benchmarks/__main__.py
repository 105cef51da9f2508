import os
import sys

from rich.console import Console

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

from tests.benchmarks.report import parts, run
from tests.servers import Servers

if __name__ == "__main__":
    django.setup()
    known = parts()
    names = sys.argv[1:] or list(known)
    if unknown := set(names) - set(known):
        sys.exit(f"There is no part {', '.join(sorted(unknown))}. The parts are: {', '.join(known)}.")
    servers = Servers()
    servers.start_installed()
    try:
        status = run({name: known[name] for name in names}, Console())
    finally:
        servers.stop()
    sys.exit(status)
