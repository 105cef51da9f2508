"""Where a request comes from: the address behind the proxy, and the browser as a person would name it."""

import ipaddress
import re

from allauth.account.adapter import get_adapter

from lib import plain_text

# In the order in which they are looked for: Chrome calls itself Safari too, and Edge calls itself Chrome.
BROWSERS = [
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
]
SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
]


def ip(request) -> str:
    """The caller's address, from the trusted proxy's header where the portal stands behind one."""
    return get_adapter().get_client_ip(request)


def network(request) -> str:
    """What rate limits count by: the address, or the /64 of an IPv6 one, which belongs to one household."""
    address = ipaddress.ip_address(ip(request))
    if address.version == 6:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return str(address)


def agent(request) -> str:
    """How the caller's program names itself, cut to what a row holds."""
    return plain_text.header(request.headers.get("User-Agent", ""))


def device(user_agent: str) -> str:
    """`Firefox on macOS`; for a program that is no browser, its own first word.

    >>> device("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0")
    'Firefox on Linux'
    >>> device("curl/8.5.0")
    'curl'
    """
    browser = next((name for mark, name in BROWSERS if f"{mark}/" in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    if browser:
        return f"{browser} on {system}" if system else browser
    word = re.match(r"@[\w.-]+/[\w.-]+|[\w.-]+", user_agent)
    return word[0][:60] if word else "An unnamed program"


def is_phone(user_agent: str) -> bool:
    """Whether the name speaks of a device for the pocket."""
    return any(mark in user_agent for mark in ("iPhone", "Android", "Mobile"))
