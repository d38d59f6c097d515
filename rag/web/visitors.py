"""Who is asking, and under which name of ours.

Owns: loopback addresses, the address that stands for a visitor, the host names a request may use, what is left of
proxies' headers. Leaves out: believing a proxy (`serving.py` has the server do so, and the address seen here is then
the visitor's own).
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Sequence

from starlette.types import Scope

_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]{2,45}\]|[a-z0-9_.-]{1,253})(?::\d{1,5})?", re.I)
_OWN = ("localhost",)
_FORWARDED = (b"x-forwarded-", b"forwarded", b"x-real-ip", b"x-gradio-server")
_WAS_FORWARDED = "wenbao.forwarded"


def address(scope: Scope) -> str:
    """The visitor's address, "" when the server does not know it."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def without_forwarded(scope: Scope) -> bool:
    """Take the headers of proxies off a request, remembering that there were some; True when there were.

    The server has read what it believes of them (`serving.py`), and Gradio would believe all: script addresses of its
    page come from `X-Forwarded-Host` and `X-Gradio-Server`, which any visitor can send.
    """
    kept = [pair for pair in scope["headers"] if not pair[0].startswith(_FORWARDED)]
    scope[_WAS_FORWARDED] = len(kept) < len(scope["headers"])
    scope["headers"] = kept
    return bool(scope[_WAS_FORWARDED])


def was_forwarded(scope: Scope) -> bool:
    """Whether a request came with headers of a proxy."""
    return bool(scope.get(_WAS_FORWARDED))


def is_loopback(visitor: str) -> bool:
    """Whether an address is this machine's own."""
    try:
        ip = ipaddress.ip_address(visitor)
    except ValueError:
        return False
    return (getattr(ip, "ipv4_mapped", None) or ip).is_loopback


def household(visitor: str) -> str:
    """What limits are counted by: an IPv4 address, or the /64 that one IPv6 visitor has to himself.

    >>> household("2001:db8:1:2:3::4"), household("203.0.113.5"), household("::ffff:203.0.113.5")
    ('2001:db8:1:2::', '203.0.113.5', '203.0.113.5')
    """
    try:
        ip = ipaddress.ip_address(visitor)
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is None:
        return str(ipaddress.ip_network((int(ip), 64), strict=False).network_address)
    return str(getattr(ip, "ipv4_mapped", None) or ip)


def host_allowed(header: str, allowed: Sequence[str]) -> bool:
    """Whether a Host header names this server.

    With `allowed`: one of those, `*.example.org` meaning any name below it and `*` any at all, or this machine's own
    loopback names. Without: loopback names, the machine's name, and any bare address, since a name that a stranger owns
    is what an attack through a visitor's browser needs.
    """
    if "*" in allowed:
        return True
    found = _HOST.fullmatch(header)
    if found is None:
        return False
    name = found["name"].strip("[]").lower().rstrip(".")
    if name in _OWN or is_loopback(name):
        return True
    if allowed:
        return any(_matches(name, pattern.lower()) for pattern in allowed)
    own = socket.gethostname().lower()
    return name in (own, f"{own.partition('.')[0]}.local") or _is_address(name)


def _matches(name: str, pattern: str) -> bool:
    return name.endswith(pattern[1:]) if pattern.startswith("*.") else name == pattern


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
