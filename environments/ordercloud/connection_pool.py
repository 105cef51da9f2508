"""HTTP connections that stay open and are shared: one pool for each host in a process."""

import os
import threading
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

CONNECTIONS_PER_HOST = 64

_sessions: dict[str, requests.Session] = {}
_lock = threading.Lock()


def session_for(url: str) -> requests.Session:
    """Return the session that this process uses for the host of `url`.

    Proxies and certificate bundles named in the environment are read once, when the session is created. A
    netrc file is never read, because it would replace the token.
    """
    parts = urlsplit(url)
    host = f"{parts.scheme}://{parts.netloc}"
    with _lock:
        if host not in _sessions:
            _sessions[host] = _new_session(host)
        return _sessions[host]


def _new_session(host: str) -> requests.Session:
    session = requests.Session()
    settings = session.merge_environment_settings(host, {}, None, None, None)
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
