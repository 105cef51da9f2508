"""Where a request comes from: the IP address behind the proxy, and the device in words."""

import ipaddress
import re

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from lib import plain_text

# In order of precedence: Chrome calls itself Safari too, and Edge calls itself Chrome.
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


def client_ip(request: HttpRequest) -> str:
    """Return the caller's IP address, from the trusted proxy's header where the portal stands behind one."""
    return get_adapter().get_client_ip(request)


def client_network(request: HttpRequest) -> str:
    """Return what rate limits count by: the address, or the /64 of an IPv6 address (one household)."""
    address = ipaddress.ip_address(client_ip(request))
    if address.version == 6:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return str(address)


def user_agent(request: HttpRequest) -> str:
    """Return the User-Agent header, cut to what a row holds."""
    return plain_text.clean_header(request.headers.get("User-Agent", ""))


def device_label(user_agent: str) -> str:
    """Return browser and system, such as "Firefox on macOS", or the first word of another program.

    >>> device_label("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0")
    'Firefox on Linux'
    >>> device_label("curl/8.5.0")
    'curl'
    """
    browser = next((name for token, name in BROWSERS if f"{token}/" in user_agent), "")
    system = next((name for token, name in SYSTEMS if token in user_agent), "")
    if browser:
        return f"{browser} on {system}" if system else browser
    word = re.match(r"@[\w.-]+/[\w.-]+|[\w.-]+", user_agent)
    return word[0][:60] if word else "Unknown program"


def is_mobile(user_agent: str) -> bool:
    """Return whether the header names a phone or tablet."""
    return any(token in user_agent for token in ("iPhone", "Android", "Mobile"))
