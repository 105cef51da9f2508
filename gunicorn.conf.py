"""How gunicorn serves the portal, in `make run` and in production."""

import os
from pathlib import Path

from prometheus_client import multiprocess

bind = os.environ.get("PORTAL_BIND") or f"127.0.0.1:{os.environ.get('PORTAL_PORT') or 8000}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = int(os.environ.get("PORTAL_THREADS") or 8)
# Longer than the portal waits for OrderCloud, so that a slow answer is told on the page.
timeout = 60
keepalive = 5
control_socket_disable = True

# Here every worker keeps its figures, which /metrics adds up; without it each would answer its own.
METRICS = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
if METRICS:
    Path(METRICS).mkdir(parents=True, exist_ok=True)


def child_exit(server, worker):
    if METRICS:
        multiprocess.mark_process_dead(worker.pid)
