"""The widget on other websites: only origins that the operator has named may ask, and never with cookies."""

from __future__ import annotations

from aiohttp import web

from bot.web.keys import SETTINGS

HEADERS = "X-Conversation, X-Fragment"
KEPT_SECONDS = "600"


async def preflight(request: web.Request) -> web.Response:
    """Answer what a browser asks before a request with headers of ours."""
    if not _allowed(request):
        raise web.HTTPForbidden
    headers = {
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": HEADERS,
        "Access-Control-Max-Age": KEPT_SECONDS,
    }
    return web.Response(status=204, headers=headers)


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Let allowed origins read the answer. Files of the front end are public: a module script needs it."""
    if request.path.startswith("/static/"):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return
    response.headers["Vary"] = "Origin, Cookie, Accept-Language"
    if _allowed(request):
        response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]


def _allowed(request: web.Request) -> bool:
    return request.headers.get("Origin", "") in request.app[SETTINGS].widget_origins
