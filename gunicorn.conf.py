"""How gunicorn serves the portal, in `make run` and in production."""

import os
import shutil
import tempfile

from prometheus_client import multiprocess

from portal.checks import refuse_unsafe_start

bind = os.environ.get("PORTAL_BIND") or f"127.0.0.1:{os.environ.get('PORTAL_PORT') or 8000}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
# One load of the code serves all workers.
preload_app = True
threads = int(os.environ.get("PORTAL_THREADS") or 8)
# Longer than the portal waits for OrderCloud, so that the page can report a timeout.
timeout = 60
keepalive = 5
# The longest request line that gunicorn takes; the console posts what may be longer.
limit_request_line = 8190
control_socket_disable = True

# Each worker writes its metrics here and /metrics/ adds them up. Otherwise a worker would report its own.
METRICS = os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp(prefix="portal-metrics-"))


def on_starting(server):
    refuse_unsafe_start()


def child_exit(server, worker):
    multiprocess.mark_process_dead(worker.pid)


def on_exit(server):
    shutil.rmtree(METRICS, ignore_errors=True)
