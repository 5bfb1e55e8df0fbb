"""Rasa's REST channel with more keys (contract: docs/rest.md)."""

from __future__ import annotations

import json
import math
from typing import Any

from aiohttp import web

from bot.errors import AssistantError
from bot.i18n.languages import SOURCE, accepted_tags, negotiate
from bot.web import security
from bot.web.keys import ASSISTANT, LIMITER, SETTINGS
from bot.web.limits import client_address

LONGEST_SENDER = 128
LONGEST_MESSAGE = 500
LONGEST_ID = 128
#: Senders of this channel cannot reach the conversation of a page: those have another prefix.
PREFIX = "rest-"

_PRIVATE_BUTTON_KEYS = ("intent", "entities")


class BadRequest(AssistantError):
    """A request that is refused; `code` is for programs, the text for people."""

    def __init__(self, status: int, code: str, text: str) -> None:
        super().__init__(text)
        self.status, self.code, self.text = status, code, text


async def webhook(request: web.Request) -> web.Response:
    """Answer one message."""
    body = await _body(request)
    sender = _text(body, "sender", LONGEST_SENDER)
    message = _text(body, "message", LONGEST_MESSAGE, empty=True)
    message_id = _text(body, "message_id", LONGEST_ID) if "message_id" in body else None
    metadata = {} if body.get("metadata") is None else body["metadata"]
    if not isinstance(metadata, dict):
        raise BadRequest(400, "wrong_type", "metadata: an object, please")
    language = metadata.get("language")
    if language is not None and not (isinstance(language, str) and len(language) <= 35):
        raise BadRequest(400, "wrong_type", "metadata.language: a language tag such as pl, please")
    _limit(request, sender)
    replies = await request.app[ASSISTANT].handle(
        PREFIX + sender, message, page_language=language, message_id=message_id, client=security.client_key(request)
    )
    return web.json_response([public(reply, sender, n) for n, reply in enumerate(replies)], dumps=_dumps)


async def alive(_: web.Request) -> web.Response:
    """Tell that the channel is there, as Rasa's does."""
    return web.json_response({"status": "ok"})


def public(reply: dict[str, Any], sender: str, position: int) -> dict[str, Any]:
    """Return a message as the contract describes it: without what is behind the buttons."""
    shown = {"recipient_id": sender, "id": position, **reply}
    if reply.get("buttons"):
        shown["buttons"] = [
            {key: value for key, value in button.items() if key not in _PRIVATE_BUTTON_KEYS}
            for button in reply["buttons"]
        ]
    return shown


async def _body(request: web.Request) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise BadRequest(415, "not_json", "send the message as application/json, please")
    try:
        body = json.loads((await request.read()).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadRequest(400, "not_json", "the body is not JSON in UTF-8") from error
    if not isinstance(body, dict):
        raise BadRequest(400, "wrong_type", "the body: an object with sender and message, please")
    return body


def _text(body: dict[str, Any], key: str, longest: int, empty: bool = False) -> str:
    if key not in body:
        raise BadRequest(400, "missing", f"{key}: missing")
    value = body[key]
    if not isinstance(value, str):
        raise BadRequest(400, "wrong_type", f"{key}: a text, please")
    if len(value) > longest:
        raise BadRequest(400, "too_long", f"{key}: {len(value)} characters, {longest} at most")
    if not value and not empty:
        raise BadRequest(400, "empty", f"{key}: must not be empty")
    # A lone surrogate cannot be stored or sent back; it carries no meaning either.
    return value.encode("utf-8", "replace").decode("utf-8")


def _limit(request: web.Request, sender: str) -> None:
    address = client_address(request, request.app[SETTINGS].trusted_proxies)
    wait = request.app[LIMITER].wait(address)
    if wait:
        seconds = math.ceil(wait)
        error = BadRequest(429, "too_many", f"too many messages; try again in {seconds} s")
        request["retry_after"] = str(seconds)
        raise error


def error_response(request: web.Request, error: BadRequest) -> web.Response:
    """Return the JSON for a refused request, with whom to call meanwhile."""
    language = negotiate(accepted_tags(request.headers.get("Accept-Language", ""))) or SOURCE
    shown = request.app[ASSISTANT].message("utter_human", language, "error", topic="human")
    body = {"error": {"code": error.code, "message": error.text, "contacts": shown.get("contacts", [])}}
    headers = {"Retry-After": request["retry_after"]} if "retry_after" in request else {}
    return web.json_response(body, status=error.status, headers=headers, dumps=_dumps)


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
