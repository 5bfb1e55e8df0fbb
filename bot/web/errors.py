"""Turn exceptions into answers: JSON for programs, a page with telephone numbers for people."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.i18n.languages import SOURCE, accepted_tags, negotiate
from bot.web.keys import ASSISTANT
from bot.web.markup import reply_html
from bot.web.rest import BadRequest, error_response

logger = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_CODES = {404: "not_found", 405: "wrong_method", 413: "too_large", 415: "not_json"}


@web.middleware
async def answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer every exception; nothing of the request is logged but its path and the kind of error."""
    try:
        return await handler(request)
    except BadRequest as error:
        return error_response(request, error)
    except web.HTTPRedirection:
        raise
    except web.HTTPException as error:
        refused = _refused(request, error.status, error.reason or "")
        if "Allow" in error.headers:
            refused.headers["Allow"] = error.headers["Allow"]
        return refused
    except Exception as error:
        logger.error("%s %s: %s", request.method, request.path, type(error).__name__)
        return _refused(request, 500, "something went wrong on our side")


def _refused(request: web.Request, status: int, reason: str) -> web.Response:
    if request.path.startswith("/webhooks/"):
        code = _CODES.get(status, "error")
        return error_response(request, BadRequest(status, code, reason.lower()))
    language = negotiate(accepted_tags(request.headers.get("Accept-Language", ""))) or SOURCE
    shown = request.app[ASSISTANT].message("utter_error", language, "error")
    page = (
        f'<!doctype html><html lang="{shown["lang"]}" dir="{shown["dir"]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>SaferPeterborough</title>'
        '<link rel="stylesheet" href="/static/chat.css"></head><body class="page">'
        f"<main><h1>SaferPeterborough</h1>{reply_html(shown['text'])}"
        '<p><a href="/chat">SaferPeterborough</a></p></main></body></html>'
    )
    return web.Response(text=page, status=status, content_type="text/html")
