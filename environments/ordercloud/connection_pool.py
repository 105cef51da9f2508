"""Open connections, kept and shared: one pool for each host in a process."""

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
    """The session that everybody in this process uses for the host of `url`.

    Proxies and certificate bundles named in the environment are read once, when the session is made; a netrc
    file is never read, because it would replace the token.
    """
    parts = urlsplit(url)
    host = f"{parts.scheme}://{parts.netloc}"
    with _lock:
        if host not in _sessions:
            _sessions[host] = _new_session(host)
        return _sessions[host]


def _new_session(host: str) -> requests.Session:
    session = requests.Session()
    surroundings = session.merge_environment_settings(host, {}, None, None, None)
    session.proxies = surroundings["proxies"]
    session.verify = surroundings["verify"]
    session.trust_env = False
    session.headers.clear()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    adapter = HTTPAdapter(pool_connections=1, pool_maxsize=CONNECTIONS_PER_HOST)
    session.mount(host, adapter)
    return session


def _reset_after_fork() -> None:
    """A forked process must not speak through its parent's sockets."""
    global _lock
    _lock = threading.Lock()
    _sessions.clear()


os.register_at_fork(after_in_child=_reset_after_fork)
