"""Headers of every answer, the page's session, the token of its forms, and by what its client is counted."""

from __future__ import annotations

import contextlib
import hmac
import ipaddress
import re
import secrets
from hashlib import sha256

from aiohttp import web

from bot.web.keys import SECRET, SETTINGS
from bot.web.limits import client_address

COOKIE = "conversation"
#: Page conversations; REST senders have another prefix and cannot reach them.
PREFIX = "page-"
_SESSION = re.compile(r"[A-Za-z0-9_-]{20,64}")

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types saferpeterborough"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Put the security headers on every answer; nothing of a conversation is kept by a browser or a proxy."""
    for key, value in HEADERS.items():
        response.headers.setdefault(key, value)
    if not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")


def session_of(request: web.Request) -> str | None:
    """Return the session id of a request, or None."""
    return well_formed(request.cookies.get(COOKIE))


def well_formed(value: str | None) -> str | None:
    """Return a session id that has the form of ours, or None."""
    return value if value and _SESSION.fullmatch(value) else None


def new_session() -> str:
    """Return a fresh session id; nobody can guess it."""
    return secrets.token_urlsafe(32)


def set_session(request: web.Request, response: web.StreamResponse, session: str) -> None:
    """Give the browser its session cookie: gone when the browser closes, not readable by scripts, never sent with
    another site's forms. Not "Strict": a link to the page from the partnership's website must find the conversation.
    """
    secure = request.app[SETTINGS].secure_cookies or request.secure
    response.set_cookie(COOKIE, session, httponly=True, samesite="Lax", secure=secure, path="/")


def form_token(request: web.Request, session: str) -> str:
    """Return the token that a form of this session must bring back."""
    return hmac.new(request.app[SECRET].encode(), session.encode(), sha256).hexdigest()


def token_is_right(request: web.Request, session: str, token: str) -> bool:
    """Return True where a form's token belongs to the session."""
    return hmac.compare_digest(form_token(request, session), token)


def client_key(request: web.Request) -> str:
    """Return a keyed hash by which the requests for a call of one client are counted; nobody can turn it back.

    An IPv6 address counts by its network of 64 bits: one household has that many addresses.
    """
    address = client_address(request, request.app[SETTINGS].trusted_proxies)
    with contextlib.suppress(ValueError):
        found = ipaddress.ip_address(address)
        if found.version == 6:
            address = str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))
    return hmac.new(request.app[SECRET].encode(), b"client:" + address.encode(), sha256).hexdigest()
