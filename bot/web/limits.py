"""How many messages a client and a conversation may send (token buckets in memory)."""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence

from aiohttp import web

#: A bucket holds this many seconds' worth of messages, so that a lively conversation is never stopped.
BURST_SECONDS = 20
REMEMBERED = 20_000


class RateLimiter:
    """Token buckets by key; the least recently used are forgotten."""

    def __init__(self, per_minute: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = per_minute / 60
        self._size = max(5.0, self._rate * BURST_SECONDS)
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, key: str) -> float:
        """Take a token; return 0, or the seconds until there is one."""
        now = self._clock()
        tokens, then = self._buckets.pop(key, (self._size, now))
        tokens = min(self._size, tokens + (now - then) * self._rate)
        allowed = tokens >= 1
        self._buckets[key] = (tokens - 1 if allowed else tokens, now)
        while len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1 - tokens) / self._rate


def client_address(request: web.Request, trusted: Sequence[str]) -> str:
    """Return the address of the client; a forwarded header counts only where a trusted proxy sent it."""
    address = request.remote or "unknown"
    forwarded = request.headers.get("X-Forwarded-For", "")
    if not forwarded or not _is_trusted(address, trusted):
        return address
    for hop in reversed([part.strip() for part in forwarded.split(",")]):
        if not _is_trusted(hop, trusted):
            return hop[:64]
    return address


def _is_trusted(address: str, trusted: Sequence[str]) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in ipaddress.ip_network(network, strict=False) for network in trusted)
