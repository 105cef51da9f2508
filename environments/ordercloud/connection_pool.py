"""HTTP connections that stay open and are shared: one pool for each host in a process."""

import os
import threading
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from environments.endpoints import Guard
from lib import guarded_http

CONNECTIONS_PER_HOST = 64

_sessions: dict[tuple[str, Guard | None], requests.Session] = {}
_lock = threading.Lock()


def session_for(url: str, guard: Guard | None = None) -> requests.Session:
    """Return the session that this process uses for the host of `url`, apart for each guard.

    Proxies and certificate bundles named in the environment are read once, when the session is created. A
    netrc file is never read, because it would replace the token.
    """
    parts = urlsplit(url)
    host = f"{parts.scheme}://{parts.netloc}"
    with _lock:
        key = (host, guard)
        if key not in _sessions:
            _sessions[key] = _new_guarded_session(host, guard) if guard else _new_session(host)
        return _sessions[key]


def _new_guarded_session(host: str, guard: Guard) -> requests.Session:
    session = guarded_http.new_session(allow_loopback=guard.allows_loopback, connections=CONNECTIONS_PER_HOST)
    session.verify = _environment_settings(host)["verify"]
    session.headers.clear()
    return session


def _environment_settings(host: str) -> Mapping[str, Any]:
    return requests.Session().merge_environment_settings(host, {}, None, None, None)


def _new_session(host: str) -> requests.Session:
    session = requests.Session()
    settings = _environment_settings(host)
    session.proxies = settings["proxies"]
    session.verify = settings["verify"]
    session.trust_env = False
    session.headers.clear()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    adapter = HTTPAdapter(pool_connections=1, pool_maxsize=CONNECTIONS_PER_HOST)
    session.mount(host, adapter)
    return session


def _reset_after_fork() -> None:
    """Drop all sessions, because a forked process must not use the sockets of its parent."""
    global _lock
    _lock = threading.Lock()
    _sessions.clear()


os.register_at_fork(after_in_child=_reset_after_fork)
