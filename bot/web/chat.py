"""The chat page: works without JavaScript (POST, 303, GET)."""

from __future__ import annotations

import math
import time
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from bot.i18n.catalogs import load_catalog
from bot.i18n.languages import SOURCE, Language, accepted_tags, negotiate, served_languages
from bot.web import security
from bot.web.keys import ASSISTANT, LIMITER, SETTINGS
from bot.web.limits import client_address
from bot.web.markup import reply_html
from bot.web.rest import LONGEST_MESSAGE

LATEST = "latest"


async def show(request: web.Request) -> web.StreamResponse:
    """Show the page with the transcript; `?lang=` chooses the language of page and conversation."""
    session = await _live_session(request)
    language = page_language(request)
    if session and request.query.get("lang"):
        sender = security.PREFIX + session
        if await request.app[ASSISTANT].turns(sender):
            await request.app[ASSISTANT].switch_language(sender, language.code)
    return await _page(request, session or security.new_session(), language)


async def send(request: web.Request) -> web.StreamResponse:
    """Take a message or a pressed button, then lead to the page with the answer."""
    form = await request.post()
    language = page_language(request, str(form.get("lang") or ""))
    session = await _live_session(request)
    text = str(form.get("choice") or form.get("message") or "")
    typed = str(form.get("message") or "")
    if session is None or not security.token_is_right(request, session, str(form.get("token") or "")):
        # The session ended (idle, restart, cookies off): nothing typed may be lost.
        return await _page(request, session or security.new_session(), language, typed=typed, problem="expired")
    if len(text) > LONGEST_MESSAGE:
        return await _page(request, session, language, typed=typed, problem="too_long", status=400)
    address = client_address(request, request.app[SETTINGS].trusted_proxies)
    wait = request.app[LIMITER].wait(address)
    if wait:
        page = await _page(request, session, language, typed=typed, problem="too_many", status=429)
        page.headers["Retry-After"] = str(math.ceil(wait))
        return page
    if text.strip():
        await request.app[ASSISTANT].handle(security.PREFIX + session, text, page_language=language.code)
    raise web.HTTPSeeOther(f"/chat#{LATEST}")


async def _live_session(request: web.Request) -> str | None:
    """Return the session of a request; one that was silent for too long is forgotten and gone."""
    session = security.session_of(request)
    if session is None:
        return None
    sender = security.PREFIX + session
    assistant = request.app[ASSISTANT]
    turns = await assistant.turns(sender)
    if turns and time.time() - turns[-1].at > request.app[SETTINGS].page_idle:
        await assistant.forget(sender)
        return None
    return session


def page_language(request: web.Request, wanted: str = "") -> Language:
    """Return the language of the page: asked for, else of the cookie's conversation, else the browser's."""
    tags = [wanted, request.query.get("lang", ""), request.cookies.get("language", "")]
    tags += accepted_tags(request.headers.get("Accept-Language", ""))
    return served_languages()[negotiate(tag for tag in tags if tag) or SOURCE]


async def _page(
    request: web.Request,
    session: str,
    language: Language,
    *,
    typed: str = "",
    problem: str | None = None,
    status: int = 200,
) -> web.StreamResponse:
    assistant = request.app[ASSISTANT]
    turns = await assistant.turns(security.PREFIX + session)
    catalog = load_catalog(language.locale)
    notes = {"too_long": "utter_too_long"}
    context: dict[str, Any] = {
        "language": language,
        "languages": served_languages().values(),
        "turns": turns,
        "latest": LATEST,
        "longest": LONGEST_MESSAGE,
        "typed": typed,
        "problem": problem,
        "problem_text": assistant.message(notes[problem], language.code, "error")["text"] if problem in notes else None,
        "greeting": assistant.message("utter_greet", language.code, "smalltalk"),
        "token": security.form_token(request, session),
        "exit_url": request.app[SETTINGS].exit_url,
        "reply_html": reply_html,
        "pgettext": catalog.pgettext,
        "npgettext": catalog.npgettext,
        "fill": lambda text: assistant.fill(text, language.code),
    }
    response = aiohttp_jinja2.render_template("chat.html", request, context, status=status)
    security.set_session(request, response, session)
    response.set_cookie("language", language.code, httponly=True, samesite="Strict", path="/")
    return response
