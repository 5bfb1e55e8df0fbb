"""The chat: a page that works without JavaScript (POST, 303, GET), and the same turns as fragments for a script."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from aiohttp import web
from multidict import MultiDictProxy

from bot.assistant.assistant import Message
from bot.i18n.languages import Language
from bot.web import security
from bot.web.keys import ASSISTANT, FEEDBACK, LIMITER, SETTINGS
from bot.web.limits import client_address
from bot.web.page import LANGUAGE_COOKIE, page_language, render
from bot.web.rest import LONGEST_ID, LONGEST_MESSAGE
from bot.web.visitor import Visitor, give_passage, use_passage, visitor_of

LATEST = "latest"
FRAGMENT = "X-Fragment"
ENGLISH_COOKIE = "english"
#: Answers about these show the English beside them while no speaker has checked the language.
SENSITIVE = frozenset(
    "adult_at_risk child_at_risk danger domestic_abuse emergency_info hate_crime sexual_assault stalking "
    "suicide".split()
)

Form = Mapping[str, Any]


async def show(request: web.Request) -> web.StreamResponse:
    """Show the page with the transcript; `?lang=` chooses the language of page and conversation."""
    visitor = None
    if request.query.get("continue"):
        visitor = await use_passage(request, request.query["continue"])
    visitor = visitor or await visitor_of(request)
    language = await _switched(request, visitor)
    notice = "thanks" if "thanks" in request.query else ""
    return await _page(request, visitor, language, notice=notice)


async def panel(request: web.Request) -> web.StreamResponse:
    """Show the panel of the widget, with a token where it has none yet."""
    visitor = await visitor_of(request)
    return await _page(request, visitor, await _switched(request, visitor))


async def send(request: web.Request) -> web.StreamResponse:
    """Take a message or a pressed button, then lead to the page with the answer."""
    form = await request.post()
    language = page_language(request, _text(form, "lang"))
    visitor = await visitor_of(request)
    typed = _text(form, "message")
    text = _text(form, "choice") or typed
    if not visitor.known or not security.token_is_right(request, visitor.session, _text(form, "token")):
        # The session ended (idle, restart, cookies off): nothing typed may be lost.
        return await _answer(request, visitor, language, form, problem="expired")
    if len(text) > LONGEST_MESSAGE:
        return await _answer(request, visitor, language, form, problem="too_long", status=400)
    address = client_address(request, request.app[SETTINGS].trusted_proxies)
    wait = request.app[LIMITER].wait(address)
    if wait:
        answer = await _answer(request, visitor, language, form, problem="too_many", status=429)
        answer.headers["Retry-After"] = str(math.ceil(wait))
        return answer
    if not text.strip():
        return await _answer(request, visitor, language, form, problem="empty")
    message_id = _text(form, "message_id")[:LONGEST_ID] or None
    await request.app[ASSISTANT].handle(
        visitor.sender, text, page_language=language.code, message_id=message_id, client=security.client_key(request)
    )
    if FRAGMENT in request.headers:
        return await _answer(request, visitor, language, form)
    raise web.HTTPSeeOther(f"/chat#{LATEST}")


async def start_again(request: web.Request) -> web.StreamResponse:
    """Delete the conversation and begin a new one."""
    form = await request.post()
    visitor = await visitor_of(request)
    if visitor.known and security.token_is_right(request, visitor.session, _text(form, "token")):
        await request.app[ASSISTANT].forget(visitor.sender)
    raise web.HTTPSeeOther("/chat")


async def leave(request: web.Request) -> web.StreamResponse:
    """Delete the conversation; a browser says so while it leaves (beacon, or `ping` of the link without scripts).

    Another site cannot make a browser do it: the cookie is not sent with its requests.
    """
    form = await request.post()
    visitor = await visitor_of(request, _text(form, "conversation") or None)
    if visitor.known:
        await request.app[ASSISTANT].forget(visitor.sender)
    response = web.Response(status=204)
    for name in (security.COOKIE, LANGUAGE_COOKIE, ENGLISH_COOKIE):
        response.del_cookie(name, path="/")
    return response


async def keep(request: web.Request) -> web.StreamResponse:
    """Let the idle time begin anew: somebody is still there."""
    form = await request.post()
    visitor = await visitor_of(request)
    if not visitor.known or not security.token_is_right(request, visitor.session, _text(form, "token")):
        raise web.HTTPForbidden
    await request.app[ASSISTANT].keep(visitor.sender)
    return web.Response(status=204)


async def feedback(request: web.Request) -> web.StreamResponse:
    """Count whether the newest answer was helpful."""
    form = await request.post()
    visitor = await visitor_of(request)
    helpful = _text(form, "helpful")
    right = visitor.known and security.token_is_right(request, visitor.session, _text(form, "token"))
    turns = await request.app[ASSISTANT].turns(visitor.sender) if right else []
    if turns and helpful in ("yes", "no"):
        reply = turns[-1].replies[0]
        await request.app[FEEDBACK].add(reply["lang"], reply.get("topic", ""), helpful == "yes")
    if FRAGMENT in request.headers:
        return web.Response(status=204)
    raise web.HTTPSeeOther(f"/chat?thanks#{LATEST}")


async def go_on(request: web.Request) -> web.StreamResponse:
    """Give the widget a link by which its conversation goes on in the full page, once."""
    form = await request.post()
    visitor = await visitor_of(request)
    if not visitor.widget or not security.token_is_right(request, visitor.session, _text(form, "token")):
        raise web.HTTPForbidden
    return render(
        request,
        "passage.html",
        page_language(request, _text(form, "lang")),
        {"code": give_passage(request.app, visitor)},
    )


def _text(form: Form | MultiDictProxy[Any], key: str) -> str:
    value = form.get(key)
    # A lone surrogate can be neither stored nor sent back.
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else ""


async def _switched(request: web.Request, visitor: Visitor) -> Language:
    language = page_language(request)
    wanted = request.query.get("lang")
    if wanted and visitor.known and "english" not in request.query:
        turns = await request.app[ASSISTANT].turns(visitor.sender)
        if turns and turns[-1].replies[-1]["lang"] != language.code:
            await request.app[ASSISTANT].switch_language(visitor.sender, language.code)
    return language


async def _answer(
    request: web.Request, visitor: Visitor, language: Language, form: Form, problem: str = "", status: int = 200
) -> web.StreamResponse:
    """Answer a POST: a fragment for a script, else the page."""
    whole = FRAGMENT not in request.headers
    return await _page(
        request,
        visitor,
        language,
        template="" if whole else "fragment.html",
        typed=_text(form, "message"),
        problem=problem,
        status=status,
        english=_text(form, "english"),
    )


async def _page(
    request: web.Request,
    visitor: Visitor,
    language: Language,
    *,
    template: str = "",
    typed: str = "",
    problem: str = "",
    notice: str = "",
    status: int = 200,
    english: str = "",
) -> web.StreamResponse:
    assistant = request.app[ASSISTANT]
    beside = (english or request.query.get("english") or request.cookies.get(ENGLISH_COOKIE, "")) == "1"
    turns = await assistant.turns(visitor.sender) if visitor.known else []

    def shown(reply: Message) -> Message:
        draft = reply.get("review") == "draft"
        serious = reply["outcome"] == "emergency" or reply.get("topic") in SENSITIVE
        wanted = beside or (draft and serious)
        return {**reply, "english": assistant.in_english(reply) if wanted else None}

    fixed = {"too_long": "utter_too_long", "empty": "utter_empty"}.get(problem)
    label = "utter_button_hide_english" if beside else "utter_button_show_english"
    values: dict[str, Any] = {
        "turns": [
            {"said": turn.said, "lang": turn.replies[0]["lang"], "replies": [shown(r) for r in turn.replies]}
            for turn in turns
        ],
        "widget": visitor.widget,
        "session": visitor.session,
        "latest": LATEST,
        "longest": LONGEST_MESSAGE,
        "idle_after": request.app[SETTINGS].page_idle,
        "typed": typed,
        "problem": problem,
        "problem_text": assistant.message(fixed, language.code, "error")["text"] if fixed else "",
        "notice": notice,
        "greeting": shown(assistant.message("utter_greet", language.code, "smalltalk")),
        "token": security.form_token(request, visitor.session),
        "english": beside,
        "english_label": assistant.message(label, language.code, "answered")["text"],
        "open_languages": not turns and not request.query.get("lang") and not visitor.widget,
    }
    template = template or ("widget.html" if visitor.widget else "chat.html")
    response = render(request, template, language, values, status)
    if not visitor.widget:
        security.set_session(request, response, visitor.session)
        _set_cookie(request, response, LANGUAGE_COOKIE, language.code)
        if beside or ENGLISH_COOKIE in request.cookies:
            _set_cookie(request, response, ENGLISH_COOKIE, "1" if beside else "0")
    return response


def _set_cookie(request: web.Request, response: web.StreamResponse, name: str, value: str) -> None:
    secure = request.app[SETTINGS].secure_cookies or request.secure
    response.set_cookie(name, value, httponly=True, samesite="Lax", secure=secure, path="/")
